import StrataDiagnostics
import Testing

struct TraceContextTests {
    static let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func readsAndWrites() throws {
        let context = try #require(TraceContext(traceparent: [Self.good], tracestate: ["congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"]))
        #expect(context.traceID.description == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(context.spanID.description == "00f067aa0ba902b7")
        #expect(context.isSampled)
        #expect(context.traceparent == Self.good)
        #expect(context.state.field == "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7")
    }

    @Test(arguments: [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff", true),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02", false),
        ("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
        ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like", true),
        ("fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-", true),
    ])
    func takesFutureVersionsAndFlags(text: String, isSampled: Bool) {
        let context = TraceContext(traceparent: [text])
        #expect(context?.isSampled == isSampled)
        #expect(context?.traceparent.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0") == true)
    }

    @Test(arguments: [
        "", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01", "0A-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-011", "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g", " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-01",
    ])
    func refuses(text: String) { #expect(TraceContext(traceparent: [text]) == nil) }

    @Test func refusesEveryCutAndEveryChangedOctet() {
        for end in 0..<Self.good.utf8.count { #expect(TraceContext(traceparent: [String(Self.good.prefix(end))]) == nil) }
        for place in 0..<Self.good.utf8.count {
            var octets = Array(Self.good.utf8)
            octets[place] = UInt8(ascii: "g")
            #expect(TraceContext(traceparent: [String(decoding: octets, as: UTF8.self)]) == nil)
        }
        #expect(TraceContext(traceparent: []) == nil)
        #expect(TraceContext(traceparent: [Self.good, Self.good]) == nil)
    }

    @Test(arguments: [
        "a=b", "a=1,b=2", "a=1 , b=2", "a=1,,b=2", "", ",", "\ta=1\t", "fw529a3039@dt=FfAAE", "0a@b=c", "a_-*/0=x", "a= b", "a=b c",
        String(repeating: "a", count: 256) + "=" + String(repeating: "v", count: 256),
        String(repeating: "a", count: 241) + "@" + String(repeating: "b", count: 14) + "=v",
    ])
    func takesState(text: String) { #expect(TraceState([text]) != nil) }

    @Test(arguments: [
        "a", "=b", "a=", "A=b", "0a=b", "a=1,a=2", "a=b=c", "a=\u{1}", "a=é", "@b=c", "a@=c", "a@0=c", "a@b@c=d", "a =b", "a.b=c",
        String(repeating: "a", count: 257) + "=v", "a=" + String(repeating: "v", count: 257),
        String(repeating: "a", count: 242) + "@b=v", "a@" + String(repeating: "b", count: 15) + "=v",
        (0..<33).map { "a\($0)=1" }.joined(separator: ","),
    ])
    func refusesState(text: String) {
        #expect(TraceState([text]) == nil)
        #expect(TraceContext(traceparent: [Self.good], tracestate: [text])?.state == TraceState(), "the trace goes on without it")
    }

    @Test func stateOfSeveralLinesIsOneList() throws {
        let state = try #require(TraceState(["a=1,b=2", "c=3"]))
        #expect(state.field == "a=1,b=2,c=3")
        #expect(TraceState(["a=1", "a=2"]) == nil)
        #expect(TraceState([(0..<32).map { "a\($0)=1" }.joined(separator: ",")])?.members.count == 32)
    }

    @Test func whatIsPassedOnIsShortEnough() throws {
        var state = TraceState()
        state.set("long", String(repeating: "x", count: 200))
        for index in 0..<32 { state.set("k\(index)", String(repeating: "v", count: 20)) }
        #expect(state.members.count == 32 && state.members.first?.key == "k31")
        #expect(state.field.utf8.count <= 512 && !state.field.contains("long"))
        #expect(state.field.hasPrefix("k31="))
        #expect(TraceState([state.field]) != nil)
        #expect(state.set("k5", "new") && state.members.first?.value == "new" && state.members.filter { $0.key == "k5" }.count == 1)
        #expect(!state.set("K", "v") && !state.set("k", "a,b"))
    }

    @Test func childrenBelongToTheTrace() {
        let root = TraceContext.root(isSampled: true)
        let child = root.child()
        #expect(child.traceID == root.traceID && child.spanID != root.spanID && child.isSampled)
        #expect(TraceContext(traceparent: [child.traceparent]) == child)
    }
}
