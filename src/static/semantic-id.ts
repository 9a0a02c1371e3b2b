/** Made by tools/distill together with the table: its fingerprint, by which code and data know that they belong together. Do not edit. */

export const semanticId = 'static-1/5370c0d9b3e57e5a'
