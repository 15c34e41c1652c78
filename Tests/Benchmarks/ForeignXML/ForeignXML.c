#include "ForeignXML.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// The part of xmlSAXHandler that has been the same since libxml2 2.6: 27 callbacks, the mark of its second version, then those with
// namespaces.
typedef struct {
    void *before[17];
    void (*characters)(void *, const unsigned char *, int);
    void (*ignorable_whitespace)(void *, const unsigned char *, int);
    void *between[6];
    void (*cdata)(void *, const unsigned char *, int);
    void *external_subset;
    unsigned int initialized;
    void *private_data;
    void (*start)(void *, const unsigned char *, const unsigned char *, const unsigned char *, int, const unsigned char **, int, int,
                  const unsigned char **);
    void (*end)(void *, const unsigned char *, const unsigned char *, const unsigned char *);
    void *structured_error;
} Handler;

enum { second_version = 0xDEEDBEAFu };
enum { options = 1 << 5 | 1 << 6 | 1 << 11 | 1 << 19 }; // no errors or warnings printed, no network, no limit of size

static struct {
    int asked;
    int (*parse)(Handler *, void *, const char *, int);
    void *(*read)(const char *, int, const char *, const char *, int);
    void (*dump)(void *, unsigned char **, int *);
    void (*free_tree)(void *);
    int (*canonical)(void *, void *, int, unsigned char **, int, unsigned char **);
} xml;

static struct {
    int asked;
    void *(*create)(const char *, char);
    void (*set_user)(void *, void *);
    void (*set_elements)(void *, void (*)(void *, const char *, const char **), void (*)(void *, const char *));
    void (*set_text)(void *, void (*)(void *, const char *, int));
    void (*set_namespaces)(void *, void (*)(void *, const char *, const char *), void (*)(void *, const char *));
    void (*set_triplet)(void *, int);
    int (*parse)(void *, const char *, int, int);
    void (*free_parser)(void *);
} expat;

#define FIND(table, field, name) table.field = (__typeof__(table.field))dlsym(library, name)

int foreign_has_libxml2(void) {
    if (!xml.asked) {
        xml.asked = 1;
        void *library = dlopen("libxml2.so.2", RTLD_NOW);
        if (!library) library = dlopen("libxml2.2.dylib", RTLD_NOW);
        if (library) {
            void (*init)(void) = (void (*)(void))dlsym(library, "xmlInitParser");
            if (init) init();
            FIND(xml, parse, "xmlSAXUserParseMemory");
            FIND(xml, read, "xmlReadMemory");
            FIND(xml, dump, "xmlDocDumpMemory");
            FIND(xml, free_tree, "xmlFreeDoc");
            FIND(xml, canonical, "xmlC14NDocDumpMemory");
        }
    }
    return xml.parse && xml.read && xml.dump && xml.free_tree;
}

int foreign_has_expat(void) {
    if (!expat.asked) {
        expat.asked = 1;
        void *library = dlopen("libexpat.so.1", RTLD_NOW);
        if (!library) library = dlopen("libexpat.1.dylib", RTLD_NOW);
        if (library) {
            FIND(expat, create, "XML_ParserCreateNS");
            FIND(expat, set_user, "XML_SetUserData");
            FIND(expat, set_elements, "XML_SetElementHandler");
            FIND(expat, set_text, "XML_SetCharacterDataHandler");
            FIND(expat, set_namespaces, "XML_SetNamespaceDeclHandler");
            FIND(expat, set_triplet, "XML_SetReturnNSTriplet");
            FIND(expat, parse, "XML_Parse");
            FIND(expat, free_parser, "XML_ParserFree");
        }
    }
    return expat.create && expat.set_user && expat.set_elements && expat.set_text && expat.set_namespaces && expat.set_triplet && expat.parse
        && expat.free_parser;
}

// The least that a caller does with the events: counts.
typedef struct { long elements, others; } Counts;

static void xml_start(void *counts, const unsigned char *name, const unsigned char *prefix, const unsigned char *uri, int namespaces,
                      const unsigned char **bindings, int attributes, int defaulted, const unsigned char **values) {
    ((Counts *)counts)->elements++;
    ((Counts *)counts)->others += namespaces + attributes;
}
static void xml_end(void *counts, const unsigned char *name, const unsigned char *prefix, const unsigned char *uri) {
    ((Counts *)counts)->others++;
}
static void xml_text(void *counts, const unsigned char *text, int length) { ((Counts *)counts)->others++; }

long foreign_libxml2_sax(const char *text, size_t length) {
    if (!foreign_has_libxml2()) return -1;
    Counts counts = {0, 0};
    Handler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = second_version;
    handler.start = xml_start;
    handler.end = xml_end;
    handler.characters = handler.ignorable_whitespace = handler.cdata = xml_text;
    return xml.parse(&handler, &counts, text, (int)length) == 0 ? counts.elements : -1;
}

static void expat_start(void *counts, const char *name, const char **attributes) {
    ((Counts *)counts)->elements++;
    for (; *attributes; attributes += 2) ((Counts *)counts)->others++;
}
static void expat_end(void *counts, const char *name) { ((Counts *)counts)->others++; }
static void expat_text(void *counts, const char *text, int length) { ((Counts *)counts)->others++; }
static void expat_namespace(void *counts, const char *prefix, const char *uri) { ((Counts *)counts)->others++; }

long foreign_expat(const char *text, size_t length) {
    if (!foreign_has_expat()) return -1;
    Counts counts = {0, 0};
    void *parser = expat.create(NULL, '\x1f');
    if (!parser) return -1;
    expat.set_user(parser, &counts);
    expat.set_elements(parser, expat_start, expat_end);
    expat.set_text(parser, expat_text);
    expat.set_namespaces(parser, expat_namespace, NULL);
    expat.set_triplet(parser, 1);
    int status = expat.parse(parser, text, (int)length, 1);
    expat.free_parser(parser);
    return status == 1 ? counts.elements : -1;
}

void *foreign_libxml2_tree(const char *text, size_t length) {
    return foreign_has_libxml2() ? xml.read(text, (int)length, NULL, NULL, options) : NULL;
}
long foreign_libxml2_write(void *tree) {
    unsigned char *out = NULL;
    int length = 0;
    xml.dump(tree, &out, &length);
    free(out);
    return out ? length : -1;
}
long foreign_libxml2_canonical(void *tree, unsigned char **out) {
    return xml.canonical ? xml.canonical(tree, NULL, 1, NULL, 0, out) : -1;
}
void foreign_free(unsigned char *out) { free(out); }
void foreign_libxml2_free(void *tree) { xml.free_tree(tree); }
