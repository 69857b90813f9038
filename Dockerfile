# The app as one image: model inside, nothing fetched at run time, no root, no need to write but in /tmp.
#   docker build -t bert-explorer .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL -p 8501:8501 bert-explorer

FROM python:3.11-slim-trixie AS build
# uv knows by itself where the builds of torch for each kind of hardware lie: cpu, auto, cu130, ...
ARG TORCH_BACKEND=cpu
# Extras of pyproject.toml, comma-separated: redis for class rooms that several containers share.
ARG EXTRAS=redis
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=/opt/app
RUN uv venv /opt/app
WORKDIR /source
COPY requirements.txt ./
RUN uv pip install --torch-backend "$TORCH_BACKEND" -r requirements.txt
COPY pyproject.toml setup.py README.md LICENSE app.py ./
COPY .streamlit/config.toml .streamlit/
COPY pages pages
COPY explorer explorer
RUN uv pip install --torch-backend "$TORCH_BACKEND" -r requirements.txt ".[$EXTRAS]"

FROM python:3.11-slim-trixie
# Noto draws the scripts that matplotlib's own font lacks, in exported pictures.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 1000 reader \
    && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /tmp reader
COPY --from=build /opt/app /opt/app
ENV PATH=/opt/app/bin:$PATH \
    HOME=/tmp \
    XDG_CACHE_HOME=/tmp/.cache \
    XDG_CONFIG_HOME=/tmp/.config \
    MPLCONFIGDIR=/tmp/.config/matplotlib \
    HF_HOME=/tmp/.cache/huggingface \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /tmp
USER 1000:1000
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8501, timeout=4); c.request('GET', '/_stcore/health'); raise SystemExit(c.getresponse().status != 200)"]
# --for-class listens to the whole network, here the container's; -p says who reaches it from outside.
ENTRYPOINT ["bert-explorer"]
CMD ["--no-browser", "--for-class", "--port", "8501"]
