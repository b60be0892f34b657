/** Of the package; put in by the build. */
declare const __ATLAS_VERSION__: string;

export const VERSION: string = __ATLAS_VERSION__;
