// Property tests draw their inputs anew at home, where a find can be looked at; in CI they are the same each
// time, so that what fails there comes from the change at hand.
import fc from 'fast-check';

if (process.env['CI']) fc.configureGlobal({ seed: 20_240_702 });
