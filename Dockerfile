ARG NODE_IMAGE=node:24-slim
# Equal to the version in package.json and dockerImageTag in the metadata of both programs.
ARG VERSION=0.1.0

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json spec.json LICENSE ./
COPY schemas ./schemas
COPY destination ./destination
COPY scripts ./scripts
# The commands `demo` and `sandbox` serve it.
COPY sandbox ./sandbox
# What `demo` shows where DuckDB is installed.
COPY answers ./answers
COPY src ./src
# What `npm run build` does, with this image's own Node: the one from npm needs glibc, a base may have musl.
# The image runs under any uid: whatever umask the checkout had, everybody may read what was built.
RUN node scripts/build.ts && chmod -R a+rX dist

# What both programs share.
FROM ${NODE_IMAGE} AS program
WORKDIR /airbyte/integration_code
COPY --from=build /build/dist/ ./
# With an arena for each of its threads, glibc holds 15 MB more than the connector uses.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1
USER 1000:1000

# The Airbyte platform evaluates AIRBYTE_ENTRYPOINT in a folder of its own; it has to equal the entrypoint. The label comes
# last, so that a release reuses every layer.
FROM program AS destination
ENV AIRBYTE_ENTRYPOINT="node /airbyte/integration_code/destination.js"
ENTRYPOINT ["node", "/airbyte/integration_code/destination.js"]
ARG VERSION
LABEL io.airbyte.name="sourcepersonio/destination-personio" io.airbyte.version="${VERSION}"

# The last one is built by default.
FROM program AS source
ENV AIRBYTE_ENTRYPOINT="node /airbyte/integration_code/main.js"
ENTRYPOINT ["node", "/airbyte/integration_code/main.js"]
ARG VERSION
LABEL io.airbyte.name="sourcepersonio/source-personio" io.airbyte.version="${VERSION}"
