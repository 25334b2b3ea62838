// SHA-256 of the key set of each window, built into this program before the window opened. The server cannot
// give anybody other keys than these. `manage.py pin_key_set WINDOW` writes a line; whoever runs a site of
// their own pins their own windows. A window without a line is compared by hand with /about/method/.

export const PINS = {
};
