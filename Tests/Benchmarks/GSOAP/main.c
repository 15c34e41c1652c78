/* records PORT: echoes records until it is killed, a thread for each connection. */
#include "soapH.h"
#include "records.nsmap"
#include <pthread.h>
#include <signal.h>

int c__EchoTypes(struct soap *soap, struct d__AllTypes *value, struct c__EchoTypesResponse *out)
{
    (void)soap;
    out->EchoTypesResult = value;
    return SOAP_OK;
}

static void *serve(void *context)
{
    struct soap *soap = context;
    soap_serve(soap);
    soap_destroy(soap);
    soap_end(soap);
    soap_free(soap);
    return NULL;
}

int main(int count, char **words)
{
    if (count != 2) { fprintf(stderr, "usage: records PORT\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    struct soap *soap = soap_new1(SOAP_IO_KEEPALIVE | SOAP_C_UTFSTRING);
    soap->bind_flags = SO_REUSEADDR;
    soap->max_keep_alive = 0;
    if (!soap_valid_socket(soap_bind(soap, "127.0.0.1", atoi(words[1]), 100))) { soap_print_fault(soap, stderr); return 1; }
    printf("READY\n");
    fflush(stdout);
    while (soap_valid_socket(soap_accept(soap))) {
        pthread_t thread;
        struct soap *copy = soap_copy(soap);
        if (!copy || pthread_create(&thread, NULL, serve, copy)) return 1;
        pthread_detach(thread);
    }
    return 0;
}
