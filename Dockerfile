# Untested. Parley with its embedded PostgreSQL; set DATABASE_URL to use another.
FROM node:24-bookworm-slim

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY contract/package.json contract/
COPY server/package.json server/
COPY sandbox/package.json sandbox/
COPY bench/package.json bench/
# Optional packages stay: the password hash and the embedded PostgreSQL are among them.
RUN npm ci --omit=dev
COPY contract contract
COPY server server
COPY sandbox sandbox

RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENV PARLEY_HOST=0.0.0.0 PARLEY_DATA_DIR=/data
# See docs/operations.md, Memory.
ENV NODE_OPTIONS="--max-semi-space-size=8 --max-old-space-size=1536"
EXPOSE 8080
HEALTHCHECK --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/src/main.ts", "serve"]
