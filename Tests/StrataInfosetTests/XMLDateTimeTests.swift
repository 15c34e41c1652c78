import StrataInfoset
import Testing

/// The one reader of `xs:dateTime`.
@Suite struct XMLDateTimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
            ("2024-02-29T12:34:56Z", 1_709_210_096), ("2000-02-29T00:00:00Z", 951_782_400), ("1900-03-01T00:00:00Z", -2_203_891_200),
            ("2024-02-29T12:34:56+01:00", 1_709_206_496), ("2024-02-29T12:34:56-00:30", 1_709_211_896),
            ("2024-02-29T12:34:56", 1_709_210_096), ("2024-02-29T12:34:56.999Z", 1_709_210_096),
            (" \n2024-02-29T12:34:56Z\t", 1_709_210_096),
        ] as [(String, Int64)])
    func moments(_ text: String, _ seconds: Int64) throws {
        #expect(try #require(XMLDateTime(text)).secondsSince1970 == seconds)
    }

    @Test func partsAreKept() throws {
        let zones: [(String, XMLDateTime.Zone)] = [
            ("", .unspecified), ("Z", .utc), ("+00:00", .offset(0)), ("-14:00", .offset(-840)), ("+05:45", .offset(345)),
        ]
        for (text, zone) in zones { #expect(XMLDateTime("0001-01-01T00:01:00" + text)?.zone == zone) }
        #expect(XMLDateTime("0001-01-02T00:00:01+05:00")?.seconds == 86_401)
        for (digits, ticks) in [
            ("0", 0), ("1", 1_000_000), ("1234567", 1_234_567), ("00000014", 1), ("00000015", 2), ("99999999", 10_000_000),
        ] { #expect(XMLDateTime("2024-02-29T12:34:56." + digits)?.ticks == Int64(ticks)) }
    }

    @Test(arguments: [
        "", "Z", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-00-01T00:00:00Z", "2024-13-01T00:00:00Z",
        "2024-01-00T00:00:00Z", "2024-04-31T00:00:00Z", "0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
        "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00z",
        "2024-01-01t00:00:00Z", "2024-01-01 00:00:00Z", "2024-01-01", "2024-1-1T00:00:00Z", "2024-01-01T00:00Z", "2024-01-01T00:00:00+1:00",
        "2024-01-01T00:00:00+14:01", "2024-01-01T00:00:00+00:60", "2024-01-01T00:00:00ZZ", "2024-01-01T00:00:00+01",
        "2024-01-01T00:00:00,5Z", "٢٠٢٤-01-01T00:00:00Z", "2024-01-01T00:00:00\u{301}Z", "2024-01-01T00:00:00 Z",
    ])
    func otherTextsAreNone(_ text: String) {
        #expect(XMLDateTime(text) == nil)
        // Nor is what a text begins with.
        for count in 0..<19 { #expect(XMLDateTime(String("2024-01-01T00:00:00".prefix(count))) == nil) }
    }

    @Test func clockFacesAreReadAgain() throws {
        #expect(XMLDateTime.clockFace(secondsSince1970: 0) == "1970-01-01T00:00:00")
        #expect(XMLDateTime.clockFace(secondsSince1970: -1) == "1969-12-31T23:59:59")
        var seconds: Int64 = -62_135_596_800
        while seconds < 253_402_300_800 {
            #expect(XMLDateTime(XMLDateTime.clockFace(secondsSince1970: seconds))?.secondsSince1970 == seconds)
            // A third of a year and some, so that every day of the year is met.
            seconds += 10_519_123
        }
        for (out, face) in [
            (Int64.min, "0001-01-01T00:00:00"), (-62_135_596_801, "0001-01-01T00:00:00"), (253_402_300_800, "9999-12-31T23:59:59"),
            (.max, "9999-12-31T23:59:59"),
        ] { #expect(XMLDateTime.clockFace(secondsSince1970: out) == face) }
    }
}
