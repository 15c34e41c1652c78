import Testing

@testable import StrataDiagnostics

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("pin", ["PIN", "p_i-n"], ["pins", "spin"]),
        ("pass*", ["pass", "Password"], ["bypass"]),
        ("*key", ["key", "API_Key"], ["keys"]),
        ("*secret*", ["secret", "clientSecretHash"], ["secre"]),
        ("card*number", ["cardnumber", "cardAccountNumber"], ["cardnumbers", "acardnumber", "cardnumbe"]),
        ("a*b*c", ["abc", "aXbXc", "abbc"], ["acb", "ac", "ab"]),
        ("ab*ba", ["abba", "abXba"], ["aba"]),
        ("*", ["", "anything"], []),
    ])
    func fits(_ pattern: String, _ meant: [String], _ others: [String]) {
        let patterns = NamePatterns([pattern])
        for name in meant { #expect(patterns.contains(name), "\(pattern): \(name)") }
        for name in others { #expect(!patterns.contains(name), "\(pattern): \(name)") }
    }
}
