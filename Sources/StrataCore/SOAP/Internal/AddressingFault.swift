import StrataInfoset

/// Names and details of the faults of WS-Addressing.
enum AddressingFault {
    static func destinationUnreachable(_ v: AddressingVersion) -> ExpandedName { name("DestinationUnreachable", v) }
    static func actionNotSupported(_ v: AddressingVersion) -> ExpandedName { name("ActionNotSupported", v) }
    static func endpointUnavailable(_ v: AddressingVersion) -> ExpandedName { name("EndpointUnavailable", v) }

    static func headerRequired(_ v: AddressingVersion) -> ExpandedName {
        name(v == .august2004 ? "MessageInformationHeaderRequired" : "MessageAddressingHeaderRequired", v)
    }

    static func invalidHeader(_ problem: AddressingProblem, _ v: AddressingVersion) -> [ExpandedName] {
        // August 2004 has one code for all of them.
        v == .august2004 ? [name("InvalidMessageInformationHeader", v)] : [name("InvalidAddressingHeader", v), name(problem.rawValue, v)]
    }

    private static func name(_ local: String, _ v: AddressingVersion) -> ExpandedName { ExpandedName(local, namespace: v.namespace) }

    static func problemHeader(_ header: ExpandedName, _ v: AddressingVersion) -> FaultDetail? {
        guard v == .addressing10 else { return nil }
        return FaultDetail { builder in
            builder.startElement(v.names.problemHeaderQName, prefix: "a")
            builder.qualifiedName(header)
            builder.endElement()
        }
    }

    static func problemIRI(_ iri: String, _ v: AddressingVersion) -> FaultDetail {
        FaultDetail { builder in
            builder.startElement(v.names.problemIRI, prefix: "a")
            builder.text(iri)
            builder.endElement()
        }
    }

    static func problemAction(_ action: String, _ v: AddressingVersion) -> FaultDetail {
        FaultDetail { builder in
            builder.startElement(v.names.problemAction, prefix: "a")
            builder.startElement(v.names.action, prefix: "a")
            builder.text(action)
            builder.endElement()
            builder.endElement()
        }
    }

    static func retryAfter(_ duration: Duration, _ v: AddressingVersion) -> FaultDetail {
        let milliseconds = max(0, duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000)
        return FaultDetail { builder in
            builder.startElement(v.names.retryAfter, prefix: "a")
            builder.text("\(milliseconds)")
            builder.endElement()
        }
    }
}

/// The names that .NET gives to errors inside a service.
enum DispatcherFault {
    static let namespace = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher"
    static let internalServiceFault = ExpandedName("InternalServiceFault", namespace: namespace)
    static let action = namespace + "/fault"
}
