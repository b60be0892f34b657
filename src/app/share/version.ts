/** Of the package; put in by the build. */
export const VERSION: string = __ATLAS_VERSION__;
