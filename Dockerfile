# syntax=docker/dockerfile:1

FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app
ENV NX_DAEMON=false CHECKPOINT_DISABLE=1

# The manifests alone: packages are installed again only when one of them changes.
FROM base AS manifests
COPY package.json package-lock.json .npmrc ./
COPY apps/admin/package.json apps/admin/
COPY apps/api/package.json apps/api/
COPY apps/api-e2e/package.json apps/api-e2e/
COPY apps/graph-sim/package.json apps/graph-sim/
COPY libs/contracts/package.json libs/contracts/
COPY libs/database/package.json libs/database/
COPY libs/graph-client/package.json libs/graph-client/
COPY libs/sdk/package.json libs/sdk/

FROM manifests AS build
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN node tools/prisma-generate.mjs && node_modules/.bin/nx run-many -t build

# Optional packages are the Node and the PostgreSQL that a clone without either brings along; the image has one and is given the other.
FROM manifests AS packages
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM base AS runtime
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
RUN install --directory --owner=node --group=node /data
COPY --from=packages /app ./
COPY --from=build /app/apps/admin/dist apps/admin/dist
COPY --from=build /app/apps/api/dist apps/api/dist
COPY --from=build /app/apps/graph-sim/dist apps/graph-sim/dist
COPY --from=build /app/libs/contracts/dist libs/contracts/dist
COPY --from=build /app/libs/database/dist libs/database/dist
COPY --from=build /app/libs/graph-client/dist libs/graph-client/dist
COPY prisma prisma
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/api/dist/main.js"]
