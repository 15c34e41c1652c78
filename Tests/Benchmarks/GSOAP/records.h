// The part of the interop contract that benchmarks call: texts and records that are echoed.
//gsoap c service name: records
//gsoap c service protocol: SOAP
//gsoap c service style: document
//gsoap c service encoding: literal
//gsoap c service namespace: urn:peers:calc
//gsoap c schema form: qualified
//gsoap d schema namespace: urn:peers:data
//gsoap d schema form: qualified
typedef char *xsd__string;
typedef int xsd__int;
struct d__Inner { xsd__string Name; xsd__int Value; };
struct d__ArrayOfInner { int __size; struct d__Inner *Inner; };
struct d__AllTypes { struct d__ArrayOfInner *NestedList; };
//gsoap c service method-action: EchoTypes urn:peers:calc/ICalc/EchoTypes
int c__EchoTypes(struct d__AllTypes *value, struct c__EchoTypesResponse { struct d__AllTypes *EchoTypesResult; } *out);
