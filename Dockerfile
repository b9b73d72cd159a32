# Leadline in one image. With DATABASE_URL it uses that Postgres; without it, the embedded one in its volume.
FROM node:20-bookworm-slim AS build
WORKDIR /leadline
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
RUN node apps/cli/leadline.js build

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 LEADLINE_HOME=/var/lib/leadline
# Repositories are read with git, over https and ssh.
RUN apt-get update && \
  apt-get install --yes --no-install-recommends ca-certificates git openssh-client && \
  rm -rf /var/lib/apt/lists/*
WORKDIR /leadline
COPY --from=build /leadline/package.json ./
COPY --from=build /leadline/node_modules ./node_modules
COPY --from=build /leadline/dist ./dist
COPY --from=build /leadline/apps/cli/leadline.js /leadline/apps/cli/build.js ./apps/cli/
RUN mkdir -p /var/lib/leadline && chown node:node /var/lib/leadline
USER node
VOLUME /var/lib/leadline
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Room for what passes quickly: requests of many senders are collected half as often.
CMD ["node", "--max-semi-space-size=32", "apps/cli/leadline.js", "start"]
