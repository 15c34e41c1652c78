// libxml2 and expat, found when the program runs. Each function answers -1 when its library is not there or the document is refused.
#pragma once
#include <stddef.h>

int foreign_has_libxml2(void);
int foreign_has_expat(void);

// Reads a document and counts its elements: SAX2 events of libxml2; events of expat with namespaces on.
long foreign_libxml2_sax(const char *text, size_t length);
long foreign_expat(const char *text, size_t length);

// A tree of libxml2, to be written and freed; NULL when it cannot be made.
void *foreign_libxml2_tree(const char *text, size_t length);
long foreign_libxml2_write(void *tree);
void foreign_libxml2_free(void *tree);
// The exclusive canonical form of a tree, without comments; the caller frees it with foreign_free.
long foreign_libxml2_canonical(void *tree, unsigned char **out);
void foreign_free(unsigned char *out);
