import Foundation
import Testing

@testable import PluginWire

@Suite("Message pipe")
struct MessagePipeTests {
    private func frame(_ text: String) -> Data {
        let count = text.utf8.count
        return Data((0..<8).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }) + Data(text.utf8)
    }

    @Test func noiseGoesElsewhere() throws {
        let (input, output, noise) = (Pipe(), Pipe(), Pipe())
        let pipe = MessagePipe(
            taking: dup(input.fileHandleForReading.fileDescriptor), output.fileHandleForWriting.fileDescriptor,
            noiseTo: noise.fileHandleForWriting.fileDescriptor)
        // What was stdout is stderr now.
        output.fileHandleForWriting.write(Data("noise".utf8))
        #expect(noise.fileHandleForReading.availableData == Data("noise".utf8))
        #expect(pipe.send(.bool(true)))
        #expect(output.fileHandleForReading.availableData == frame("true"))
        let long = String(repeating: "ü", count: 20_000)
        input.fileHandleForWriting.write(frame(long) + frame("2") + frame(""))
        #expect(pipe.receive() == Array(long.utf8))
        #expect(pipe.receive() == Array("2".utf8))
        // A message of no octets is the end, and so is that of the stream.
        #expect(pipe.receive() == nil)
        input.fileHandleForWriting.write(frame("cut").dropLast())
        try input.fileHandleForWriting.close()
        #expect(pipe.receive() == nil)
    }

    /// The program itself, as the compiler starts it: two answers, framed, and nothing else.
    @Test func theProgramAnswersAndEnds() throws {
        let process = Process()
        process.executableURL = Toolchain.plugin
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let message = #"{"getCapability":{"capability":{"protocolVersion":7}}}"#
        input.fileHandleForWriting.write(frame(message) + frame("nonsense") + frame(""))
        try input.fileHandleForWriting.close()
        let answered = try #require(try output.fileHandleForReading.readToEnd())
        process.waitUntilExit()
        let first = frame(#"{"getCapabilityResult":{"capability":{"features":[],"protocolVersion":7}}}"#)
        #expect(answered.starts(with: first) && process.terminationStatus == 0)
        let rest = answered.dropFirst(first.count)
        #expect(rest.dropFirst(8).starts(with: Data(#"{"expandMacroResult":"#.utf8)))
        #expect(Int(rest.first ?? 0) + Int(rest.dropFirst().first ?? 0) * 256 == rest.count - 8)
    }
}
