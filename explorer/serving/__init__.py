"""One engine for several apps: how a trace travels, is kept and is asked for.

``wire`` says what goes over the line, ``store`` keeps traces for several processes, ``client`` asks
an engine elsewhere, ``service`` is that engine, on Ray Serve. Only ``service`` needs torch and ray.
"""
