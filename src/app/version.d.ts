/** Version of the package; put in by the build. */
declare const __ATLAS_VERSION__: string;
