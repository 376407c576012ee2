FROM node:20-bookworm-slim AS build
WORKDIR /app
# What better-sqlite3 is compiled with where there is no prebuilt binary for the platform.
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci
COPY tools tools
COPY src src
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
WORKDIR /app
# dist-git is cloned with git, spec files are read with rpmspec, what comes from a repository runs in bubblewrap.
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap ca-certificates git rpm && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
RUN mkdir data && chown node:node data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 READ_MODELS=/app/data/read-models.db EVENT_STORE=sqlite:/app/data/events.db
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/api/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
