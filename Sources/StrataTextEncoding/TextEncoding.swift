public import StrataCore
public import StrataInfoset

/// Messages as text XML: SOAP 1.1 as `text/xml`, SOAP 1.2 as `application/soap+xml`, version none as plain `application/xml`.
///
/// Reads UTF-8 and UTF-16 of either order, writes the one that is set. Refuses document type declarations always, and processing
/// instructions in a SOAP envelope (SOAP 1.1, 3; SOAP 1.2 part 1, 5). Media types: RFC 3902 and SOAP 1.2 part 2, appendix A.
public struct TextEncoding: EncodingElement {
    /// The settings of a text encoding; WCF's names and defaults.
    public struct Configuration: Sendable, Hashable {
        /// The version of the messages: SOAP 1.2 with WS-Addressing 1.0 unless set.
        public var messageVersion: MessageVersion = .default
        /// The encoding of what is written. Received messages say theirs themselves.
        public var writeEncoding: XMLCharacterEncoding = .utf8
        /// What a received message may cost to read.
        public var readerQuotas: XMLQuotas = .defaults

        /// The defaults.
        public init() {}
        /// SOAP 1.2 with WS-Addressing 1.0, UTF-8, WCF's reader quotas.
        public static var defaults: Configuration { Configuration() }
    }

    /// The settings.
    public var configuration: Configuration

    /// An encoding with these settings.
    public init(_ configuration: Configuration = .defaults) { self.configuration = configuration }

    /// The defaults with another version.
    public init(_ messageVersion: MessageVersion) {
        configuration = .defaults
        configuration.messageVersion = messageVersion
    }

    public var messageVersion: MessageVersion { configuration.messageVersion }
    public var readerQuotas: XMLQuotas? { configuration.readerQuotas }
    public var supportsStreaming: Bool { true }

    public func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
        TextMessageEncoder(configuration)
    }

    public func describe(to description: inout ElementDescription) {
        let standard = Configuration.defaults
        description.setting("messageVersion", configuration.messageVersion, default: standard.messageVersion)
        description.setting("writeEncoding", configuration.writeEncoding.charsetName, default: standard.writeEncoding.charsetName)
        for (name, value, usual) in TextEncoding.quotas(configuration.readerQuotas, standard.readerQuotas) {
            description.setting("readerQuotas." + name, value, default: usual)
        }
        let form = TextForm(configuration)
        description.wire.append("content type \(form.mediaType); charset=\(form.encoding.charsetName)")
        if form.actionParameter { description.wire.append("the action as parameter of the content type") }
    }
}
