"""What pyproject.toml cannot say: the app goes into the wheel too, inside the package.

In the checkout app.py, pages/ and .streamlit/ stand at the top. Installed there, their names would
be anybody's, so they become explorer/_app/; explorer.cli.start and explorer.ui.registry look there.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


def app_files() -> list[Path]:
    """Launcher, pages and settings, relative to this folder."""
    return [Path("app.py"), *sorted(Path("pages").glob("*.py")), Path(".streamlit/config.toml")]


class BuildWithApp(build_py):
    """Builds the package and copies the app into it."""

    def run(self) -> None:
        """Build; an editable install goes on using the checkout's own files."""
        super().run()
        for source in [] if self.editable_mode else app_files():
            target = Path(self.build_lib, "explorer", "_app", source)
            target.parent.mkdir(parents=True, exist_ok=True)
            self.copy_file(str(source), str(target))

    def get_source_files(self) -> list[str]:
        """What a source distribution must hold."""
        return [*super().get_source_files(), *map(str, app_files())]


setup(cmdclass={"build_py": BuildWithApp})
