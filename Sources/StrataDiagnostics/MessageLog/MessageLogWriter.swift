internal import StrataCore
internal import StrataInfoset
internal import Synchronization

/// Makes the lines of a message log, within its limits.
final class MessageLogWriter: MessageObserver {
    private let output: LineOutput
    private let configuration: MessageLog.Configuration
    private let names: NamePatterns
    private let time: any TimeSource

    private struct Counts {
        var second: Int64 = 0
        var inSecond = 0
        var all = 0
        var leftOut = 0
    }
    private let counts = Mutex(Counts())

    init(_ output: LineOutput, _ configuration: MessageLog.Configuration, _ time: any TimeSource) {
        (self.output, self.configuration, self.time) = (output, configuration, time)
        names = NamePatterns(configuration.redacted)
    }

    var leftOut: Int { counts.withLock { $0.leftOut } }

    /// Whether there is room for one more entry.
    private func admits() -> Bool {
        let second = time.now.components.seconds
        return counts.withLock { counts in
            if counts.second != second { (counts.second, counts.inSecond) = (second, 0) }
            guard counts.all < configuration.maxEntries, counts.inSecond < configuration.maxEntriesPerSecond else {
                counts.leftOut += 1
                return false
            }
            counts.all += 1
            counts.inSecond += 1
            return true
        }
    }

    func observe(_ octets: UnsafeRawBufferPointer, _ direction: MessageDirection, contentType: String?, isStreamed: Bool) {
        guard admits() else { return }
        let count = octets.count
        var line = "{\"time\":\"\(WallClock.text(WallClock.nanoseconds))\",\"direction\":\"\(direction.rawValue)\""
        if let contentType {
            line += ",\"contentType\":"
            Escaping.appendJSON(contentType, to: &line, limit: 256)
        }
        line += ",\"octets\":\(count)"
        if isStreamed {
            // A small one may have come whole: whether it is shown must not hang on that.
            line += ",\"streamed\":true"
        } else if count <= configuration.maxEntrySize, let text = unsafe redacted(octets) {
            line += ",\"message\":"
            Escaping.appendJSON(text, to: &line)
        }
        output.add(line + "}\n")
    }

    /// The message without what is not shown; `nil` for what cannot be read.
    private func redacted(_ octets: UnsafeRawBufferPointer) -> String? {
        var quotas = XMLQuotas.defaults
        quotas.maxStringContentLength = configuration.maxEntrySize
        do {
            let read = try unsafe XMLTextReader.read(octets, quotas: quotas)
            var builder = InfosetBuilder()
            copy(read.root, to: &builder)
            return try builder.finish().text
        } catch { return nil }
    }

    private func isHidden(_ name: ExpandedName) -> Bool {
        names.contains(name.localName) || configuration.redactedElements.contains(name)
    }

    /// As deep as the quotas let the reader go.
    private func copy(_ element: InfosetCursor, to builder: inout InfosetBuilder) {
        let hides = isHidden(element.name)
        builder.startElement(element.name, prefix: element.prefix)
        for (prefix, namespace) in element.namespaceDeclarations where prefix != element.prefix && !prefix.isEmpty {
            builder.declare(prefix: prefix, namespace: namespace)
        }
        if hides {
            builder.text("[redacted]")
        } else {
            for (name, value) in element.attributes { builder.attribute(name, isHidden(name) ? "[redacted]" : value) }
            for node in element.nodes {
                switch node {
                case .element(let child): copy(child, to: &builder)
                case .text(let text): builder.text(text)
                case .comment, .processingInstruction: break
                }
            }
        }
        builder.endElement()
    }
}
