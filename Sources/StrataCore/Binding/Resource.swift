public import StrataInfoset

/// Something that a service shows beside its messages, under its address: a page, metrics, a description of the service.
///
/// A transport that knows such a thing (HTTP GET) serves it; others ignore it.
public struct Resource: Sendable {
    /// What is appended to the address of the service: "" for the address itself, "?wsdl", "/metrics".
    public var path: String
    /// What it is for, in a word, for the explanation.
    public var title: String
    /// Makes its contents for one request. Throw to answer with a failure that shows no details.
    public var contents: @Sendable () async throws -> Contents

    /// The contents of a resource.
    public struct Contents: Sendable {
        /// The media type with parameters (`text/html; charset=utf-8`).
        public var contentType: String
        /// The contents themselves.
        public var octets: Bytes
        /// What a transport with header fields says beside them, such as what a browser may do with a page.
        public var fields: [Field]

        /// Contents of this media type.
        public init(contentType: String, octets: Bytes, fields: [Field] = []) {
            self.contentType = contentType
            self.octets = octets
            self.fields = fields
        }
    }

    /// A header field. What frames an answer (its length, its connection) is the transport's and never one of these.
    public struct Field: Sendable, Hashable {
        /// The name, a token of HTTP (RFC 9110, 5.1).
        public var name: String
        /// The value, without control characters.
        public var value: String

        /// A field of that name.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A resource that is made anew for each request.
    public init(_ path: String, title: String, contents: @escaping @Sendable () async throws -> Contents) {
        self.path = path
        self.title = title
        self.contents = contents
    }

    /// A resource that is always the same.
    public init(_ path: String, title: String, contentType: String, octets: Bytes) {
        self.init(path, title: title) { Contents(contentType: contentType, octets: octets) }
    }
}

/// The resources that a listener serves beside messages; transports read it.
public enum ResourcesParameter: BindingParameterKey {
    public static var defaultValue: [Resource] { [] }
}

/// Adds resources to whatever a stack listens at.
public struct PublishedResources: SettingsElement {
    /// What is served beside the messages.
    public var resources: [Resource]

    /// Serves these resources.
    public init(_ resources: [Resource]) { self.resources = resources }

    public func contribute(to parameters: inout BindingParameters) {
        parameters[ResourcesParameter.self] = parameters[ResourcesParameter.self] + resources
    }

    public func describe(to description: inout ElementDescription) {
        for resource in resources { description.setting("resource '\(resource.path)'", resource.title, default: "") }
        description.leavesOpen.append("resources are shown to anyone who can reach the address")
    }
}
