/** Made by tools/distill together with the table: its fingerprint, by which code and data know that they belong together. Do not edit. */

export const semanticId = 'static-1/537e5a08d2cdee49'
