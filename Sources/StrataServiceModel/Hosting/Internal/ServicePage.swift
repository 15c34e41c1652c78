internal import StrataCore
internal import StrataInfoset
internal import Synchronization

/// What a service says of itself to people: contracts, operations, endpoints, and what a call over each binding means.
///
/// Settings of elements are left out: they are for whoever runs the service, not for whoever can reach it.
final class ServicePage: Sendable {
    private struct Endpoint {
        let contract: ContractDescription
        let binding: BindingExplanation
        var address: String?
    }

    private let name: String
    private let endpoints = Mutex<[Endpoint]>([])

    init(_ name: String) { self.name = name }

    func add(_ contract: ContractDescription, _ binding: BindingExplanation) {
        endpoints.withLock { $0.append(Endpoint(contract: contract, binding: binding)) }
    }

    /// The first endpoint without an address has this one: they open in their order.
    func opened(at address: EndpointAddress) {
        endpoints.withLock { endpoints in
            guard let index = endpoints.firstIndex(where: { $0.address == nil }) else { return }
            endpoints[index].address = address.displayURI
        }
    }

    var resource: Resource {
        Resource("", title: "a page for people") { [self] in
            Resource.Contents(contentType: "text/html; charset=utf-8", octets: Bytes(html), fields: Self.fields)
        }
    }

    /// Nothing is fetched, run, framed or kept.
    private static let fields = [
        Resource.Field("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"),
        Resource.Field("X-Content-Type-Options", "nosniff"), Resource.Field("Referrer-Policy", "no-referrer"),
        Resource.Field("Cache-Control", "no-store"),
    ]

    private var html: String {
        let endpoints = endpoints.withLock { $0 }
        var page = HTMLText()
        page.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        page.element("title", name)
        page.raw("<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}td,th{text-align:left;")
        page.raw("padding:.2em 1em .2em 0;vertical-align:top}code{overflow-wrap:anywhere}</style></head>\n<body>")
        page.element("h1", name)
        page.element("p", "This is a SOAP service. It is called by programs; to a browser it shows this page and nothing else.")
        page.element("h2", "Contracts")
        var seen: Set<String> = []
        for endpoint in endpoints where seen.insert("{\(endpoint.contract.namespace)}\(endpoint.contract.name)").inserted {
            page.contract(endpoint.contract)
        }
        page.element("h2", "Endpoints")
        for endpoint in endpoints { page.endpoint(endpoint.address ?? "not open yet", endpoint.contract.name, endpoint.binding) }
        page.raw("</body></html>\n")
        return page.text
    }
}

extension HTMLText {
    fileprivate mutating func contract(_ contract: ContractDescription) {
        element("h3", contract.name)
        raw("<p>Namespace ")
        element("code", contract.namespace)
        raw("</p>\n<table><tr><th>Operation</th><th>Action</th><th>Answer</th></tr>\n")
        for operation in contract.operations {
            raw("<tr>")
            element("td", operation.name)
            raw("<td>")
            element("code", operation.action)
            raw("</td>")
            element("td", operation.isOneWay ? "none (one way)" : operation.output?.wrapper?.localName ?? "a message")
            raw("</tr>\n")
        }
        raw("</table>\n")
    }

    fileprivate mutating func endpoint(_ address: String, _ contract: String, _ binding: BindingExplanation) {
        raw("<h3>")
        element("code", address)
        raw("</h3>\n")
        element("p", "Contract \(contract), binding \(binding.name): " + binding.elements.map(\.name).joined(separator: ", over "))
        list("A call puts on the wire", binding.wire)
        list(
            "Protected",
            ["requests: \(binding.capabilities.requestProtection)", "replies: \(binding.capabilities.responseProtection)"]
                + binding.protects)
        list("Not protected", binding.leavesOpen)
    }

    private mutating func list(_ title: String, _ lines: [String]) {
        guard !lines.isEmpty else { return }
        element("p", title + ":")
        raw("<ul>")
        for line in lines { element("li", line) }
        raw("</ul>\n")
    }
}
