/** Where a window finds what it shows, relative to the page it was loaded from: ids only, no path of this computer. */

/** An input's own bytes, for a player; ranges can be asked for. */
export const mediaAddress = (mediaId: string): string => `/media/${mediaId}`;

/** The verified result of a clip. */
export const resultAddress = (clipId: string): string => `/result/${clipId}`;

/** A small JPEG of a video, 192 pixels wide; 404 when there is no picture in it. */
export const thumbnailAddress = (mediaId: string): string => `/thumbnail/${mediaId}`;

/** Where the bytes of a dropped file are put. */
export const uploadAddress = (uploadId: string): string => `/upload/${uploadId}`;

/** Where the web host takes WebSocket connections for the contract. */
export const contractPath = '/contract';
