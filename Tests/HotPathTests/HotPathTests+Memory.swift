import CCounters
import StrataInfoset
import Testing

/// 87: what messages that are refused leave behind in memory: nothing. Allocations and frees are the whole process's, so the test is one of
/// the suite that runs alone.
extension HotPathTests {
    private static let hostile: [String] = [
        "", "<", "<a>", "<a><b></a>", "<!DOCTYPE a><a/>", "<a>&e;</a>", "<p:a/>", "<a b='1' b='2'/>", "<a>\u{0}</a>",
        String(repeating: "<a>", count: 5000), "<a " + (0..<300).map { "b\($0)=''" }.joined(separator: " ") + "/>",
        "<a>" + (0..<5000).map { "<n\($0)/>" }.joined() + "</a>", "<a>" + String(repeating: "&#13;", count: 30_000),
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header/><?p?></s:Envelope>",
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/><s:Body/></s:Envelope>",
    ]

    @Test("messages that are refused leave no memory behind")
    func refusedMessagesLeaveNothing() throws {
        func round() -> Int {
            var refused = 0
            for text in Self.hostile {
                for quotas in [XMLQuotas.defaults, .maximum] {
                    do throws(InfosetError) {
                        let infoset = try XMLTextReader.read(Bytes(text), quotas: quotas, refusing: .processingInstructions)
                        var builder = InfosetBuilder()
                        builder.copy(infoset.root)
                        builder.endElement()
                        _ = try builder.finish()
                    } catch {
                        refused += 1
                    }
                }
            }
            return refused
        }
        for _ in 0..<3 { #expect(round() == 2 * Self.hostile.count) }
        guard counters_work() != 0 else { return }
        func left() -> Int {
            counters_reset()
            for _ in 0..<20 { _ = round() }
            let allocations = Int(counters_get(counter_allocations))
            #expect(allocations > 1000)
            return abs(allocations - Int(counters_get(counter_frees)))
        }
        // One block for each second message would be twice as many, every time. What other threads still clear away comes once.
        #expect((0..<3).contains { _ in left() < 300 })
    }
}
