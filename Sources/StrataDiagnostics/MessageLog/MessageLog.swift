public import StrataCore
public import StrataInfoset

/// Logs messages as they are sent and as they are received, without what must not be in a log: a settings element for any stack.
///
/// Each is one line of JSON: `time`, `direction`, `contentType`, `octets`, and `message` as XML that was parsed and written anew, in which
/// elements and attributes of the names in `Configuration.redacted`, and those in `Configuration.redactedElements`, are replaced by
/// `[redacted]`; comments and processing instructions are left out. What is larger than an entry may be, or no XML, is logged by its size
/// alone, never raw. Of a message whose body streams nothing is shown, however small it is: its entry has `streamed`, and `octets` are those
/// that were there when its headers were. Fields of the transport (`Authorization`, `Cookie`) are not logged at all. Other personal data in
/// a message is: name its elements, and keep the log as you keep the data. The octets are those of the encoder: before compression, after
/// inflation.
public struct MessageLog: SettingsElement {
    /// The settings.
    public struct Configuration: Sendable, Hashable {
        /// Octets of a message that is shown; of a larger one only the size is.
        public var maxEntrySize = 64 * 1024
        /// Entries in one second; what comes beyond is counted and left out.
        public var maxEntriesPerSecond = 100
        /// Entries in all; what comes beyond is counted and left out.
        public var maxEntries = 1_000_000
        /// Names of elements and attributes, in any namespace, that are never shown: those of credentials.
        ///
        /// Compared are local names, in lower case and without `_`, `-` and `.`: `apiKey` is `API_Key` too. A `*` stands for any text.
        public var redacted: Set<String> = [
            "*password*", "*passwd*", "*pwd", "*passphrase*", "*passcode*", "*secret*", "*credential", "*credentials", "*token", "*key",
            "*authorization", "*cookie", "*sessionid", "nonce", "ciphervalue", "assertion", "encryptedassertion", "pin",
        ]
        /// Further elements that are never shown.
        public var redactedElements: Set<ExpandedName> = []

        /// The defaults.
        public init() {}
        /// Each setting as it stands at its property.
        public static var defaults: Configuration { Configuration() }
    }

    /// The settings.
    public let configuration: Configuration
    private let writer: MessageLogWriter

    /// A log that writes to `output`.
    ///
    /// - Parameters:
    ///   - output: where the lines go.
    ///   - configuration: what is shown, and how much.
    ///   - time: what the entries of a second are counted by.
    public init(_ output: LineOutput, _ configuration: Configuration = .defaults, time: any TimeSource = SystemTime.shared) {
        self.configuration = configuration
        writer = MessageLogWriter(output, configuration, time)
    }

    /// How many messages were left out because of the limits on entries.
    public var leftOut: Int { writer.leftOut }

    public func contribute(to parameters: inout BindingParameters) {
        parameters[MessageObserversParameter.self] = parameters[MessageObserversParameter.self] + [writer]
    }

    public func describe(to description: inout ElementDescription) {
        let standard = Configuration.defaults
        description.setting("maxEntrySize", configuration.maxEntrySize, default: standard.maxEntrySize)
        description.setting("maxEntriesPerSecond", configuration.maxEntriesPerSecond, default: standard.maxEntriesPerSecond)
        description.setting("maxEntries", configuration.maxEntries, default: standard.maxEntries)
        description.setting(
            "redacted", configuration.redacted.sorted().joined(separator: ", "),
            default: standard.redacted.sorted().joined(separator: ", "))
        description.setting(
            "redactedElements", configuration.redactedElements.map { "\($0)" }.sorted().joined(separator: ", "), default: "")
        description.leavesOpen.append("messages are written to a log, but for what is redacted")
    }
}
