import StrataInfoset

extension InfosetCursor {
    /// The local names from the document element to this one.
    var contractPath: String {
        var steps: [String] = []
        var element: InfosetCursor? = self
        var length = 0
        // The end of a path says most, and that is what an error keeps.
        while let current = element, length < 1024 {
            let around = current.parent
            let step = "/" + current.localName + current.ordinal(in: around)
            length += step.utf8.count
            steps.append(step)
            element = around
        }
        return steps.reversed().joined()
    }

    /// `[n]` where siblings have the same name.
    private func ordinal(in parent: InfosetCursor?) -> String {
        guard let parent else { return "" }
        let name = name
        var before = 0
        var others = 0
        for child in parent.children where child.isNamed(name) {
            if child.index < index { before += 1 }
            if child.index != index { others += 1 }
        }
        return others == 0 ? "" : "[\(before + 1)]"
    }

    /// What stands in the element, short.
    var contractExcerpt: String {
        if let child = firstChild { return "<\(child.localName)>" }
        let text = try? withText { octets in
            var head: [UInt8] = []
            for i in 0..<min(octets.count, 256) { head.append(octets[i]) }
            return String(decoding: head, as: UTF8.self)
        }
        guard let text else { return "a text that is too long" }
        return text.isEmpty ? "nothing" : "'\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(61))))'"
    }
}
