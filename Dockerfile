# Team Up in a container. `docker build -t team-up .`, then see compose.yaml and docs/operating/install.md.
# The first stage has what builds the front end; the second has Python and the finished package, nothing else.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN python3 scripts/setup.py wheel

FROM python:3.12-slim-bookworm
COPY --from=build /src/dist/*.whl /src/requirements/base.txt /tmp/package/
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore --require-hashes -r /tmp/package/base.txt \
 && pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore --no-deps /tmp/package/*.whl \
 && rm -r /tmp/package \
 && useradd --system --uid 10001 --home-dir /data --no-create-home teamup \
 && install -d -o teamup -g teamup -m 0700 /data
USER teamup
WORKDIR /data
ENV TEAMUP_DATA=/data TEAMUP_HOST=0.0.0.0 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["teamup"]
CMD ["serve", "--prepare"]
