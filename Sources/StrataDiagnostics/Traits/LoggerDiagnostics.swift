#if SwiftLog
    public import Logging
    public import StrataCore

    /// Writes records to a `Logger` of swift-log. With the package trait `SwiftLog`.
    ///
    /// Levels are swift-log's of the same names, fields are metadata, the error is the metadata `error`, and the room that reports is the
    /// `source`. Of two fields of one name the second has `#2` behind it. Values are escaped as in `TextDiagnostics`, because a handler may
    /// write them as they are. A handler is called where the record is made, event loops included: it must not block.
    public struct LoggerDiagnostics: Diagnostics, CustomStringConvertible {
        /// Where the records go. Its level is the least that is written.
        public var logger: Logger
        /// The longest value that is written in full, in characters; the rest is counted.
        public var maxValueLength: Int

        /// A sink that writes to `logger`.
        public init(_ logger: Logger, maxValueLength: Int = 2048) {
            self.logger = logger
            self.maxValueLength = maxValueLength
        }

        public var description: String { "swift-log's logger '\(logger.label)' from level \(logger.logLevel) up" }

        public func isEnabled(_ level: DiagnosticLevel) -> Bool { Self.level(level) >= logger.logLevel }

        public func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {
            guard isEnabled(level) else { return }
            let record = record()
            var metadata: Logger.Metadata = [:]
            var seen: [String: Int] = [:]
            for field in record.fields {
                let count = seen[field.name, default: 0] + 1
                seen[field.name] = count
                metadata[escape(count == 1 ? field.name : "\(field.name)#\(count)")] = .string(escape(field.value))
            }
            if let error = record.error { metadata["error"] = .string(escape("\(error)")) }
            logger.log(level: Self.level(level), "\(escape(record.message))", metadata: metadata, source: record.source)
        }

        private func escape(_ text: String) -> String { Escaping.text(text, limit: maxValueLength) }

        private static func level(_ level: DiagnosticLevel) -> Logger.Level {
            switch level {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            }
        }
    }
#endif
