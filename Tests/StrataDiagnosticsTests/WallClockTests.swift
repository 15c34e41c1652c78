import Testing

@testable import StrataDiagnostics

@Suite struct WallClockTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_709_210_096_007_999_999, "2024-02-29T12:34:56.007Z"),
            (.max, "2262-04-11T23:47:16.854Z"), (-9_223_372_036_854_000_000, "1677-09-21T00:12:43.146Z"),
        ] as [(Int64, String)])
    func text(_ nanoseconds: Int64, _ text: String) {
        #expect(WallClock.text(nanoseconds) == text)
    }
}
