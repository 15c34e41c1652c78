/// How an error tells of the error beneath it.
package enum CauseText {
    /// The text with its cause behind it, unless it says already what the cause would.
    package static func adding(_ cause: (any Error)?, to text: String) -> String {
        guard let cause else { return text }
        let words = "\(cause)"
        return says(text, words) ? text : "\(text) (cause: \(words))"
    }

    /// A cause is mostly "code: reason", of which only the reason may have been taken over.
    private static func says(_ text: String, _ words: String) -> Bool {
        if text.contains(words) { return true }
        guard let colon = words.firstIndex(of: ":") else { return false }
        let reason = words[colon...].dropFirst().drop { $0 == " " }
        return reason.utf8.count >= 16 && text.contains(reason)
    }
}
