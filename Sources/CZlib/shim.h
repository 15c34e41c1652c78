#ifndef STRATA_CZLIB_H
#define STRATA_CZLIB_H

#include <zlib.h>

// zlib offers its initialisers as macros, which Swift does not import.

static inline int strata_inflate_init(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

static inline int strata_deflate_init(z_stream *stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}

#endif
