import Foundation
import TestSupport
import Testing

/// Stacks in a wrong order do not compile, and the compiler says why.
struct CompileFailTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let stack: String
        let message: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "no encoding", stack: "Audit(); Wire()", message: "add an encoding element above the transport"),
        Case(name: "only a transport", stack: "Wire()", message: "add an encoding element above the transport"),
        Case(name: "settings and a transport", stack: "Knob(); Wire()", message: "add an encoding element above the transport"),
        Case(name: "upgrade and a transport", stack: "Upgrade(); Wire()", message: "add an encoding element above the transport"),
        Case(name: "upgraded and a transport", stack: "Audit(); Upgrade(); Wire()", message: "add an encoding element above the transport"),
        Case(
            name: "element beneath the encoding", stack: "Code(); Audit(); Wire()",
            message: "message and channel elements stand above the encoding"),
        Case(name: "two encodings", stack: "Code(); Code(); Wire()", message: "a binding has exactly one encoding"),
        Case(name: "element after the transport", stack: "Code(); Wire(); Audit()", message: "nothing may follow the transport"),
        Case(name: "settings after the transport", stack: "Code(); Wire(); Knob()", message: "nothing may follow the transport"),
        Case(name: "two transports", stack: "Code(); Wire(); Wire()", message: "nothing may follow the transport"),
        Case(name: "encoding after the transport", stack: "Code(); Wire(); Code()", message: "nothing may follow the transport"),
        Case(name: "no transport", stack: "Code()", message: "end the stack with a transport element"),
        Case(name: "no transport beneath elements", stack: "Audit(); Code()", message: "end the stack with a transport element"),
        Case(name: "elements only", stack: "Audit()", message: "end the stack with an encoding and a transport element"),
        Case(name: "settings only", stack: "Knob()", message: "end the stack with an encoding and a transport element"),
        Case(name: "upgrade only", stack: "Upgrade()", message: "end the stack with an encoding and a transport element"),
        Case(name: "upgrade beneath the encoding", stack: "Code(); Upgrade(); Wire()", message: "stream upgrades stand above the encoding"),
        Case(
            name: "element beneath an upgrade", stack: "Upgrade(); Audit(); Code(); Wire()",
            message: "message and channel elements stand above stream upgrades"),
        Case(
            name: "element between upgrades", stack: "Audit(); Upgrade(); Audit(); Code(); Wire()",
            message: "message and channel elements stand above stream upgrades"),
        Case(name: "no kind", stack: "Nothing(); Code(); Wire()", message: "conform to exactly one kind of element"),
        Case(name: "two kinds", stack: "Both(); Code(); Wire()", message: "ambiguous use of 'buildExpression'"),
    ]

    static let elements = """
        import StrataCore
        struct Audit: MessageElement {
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { fatalError() }
        }
        struct Both: MessageElement, SettingsElement {
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { fatalError() }
        }
        struct Nothing: BindingElement {}
        struct Knob: SettingsElement {}
        struct Code: EncodingElement {
            var messageVersion: MessageVersion { .default }
            func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder { fatalError() }
        }
        struct Upgrade: StreamUpgradeElement {
            var upgradeName: String { "u" }
            func makeTransform(side: ChannelSide, host: String?) throws(StreamTransformError) -> any StreamTransform { fatalError() }
        }
        struct Wire: TransportElement {
            var scheme: String { "wire" }
            func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { false }
        }

        """

    /// The folder that the test runs from holds what it was built with.
    static let modules: URL? = {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("Modules")
        return FileManager.default.fileExists(atPath: folder.appendingPathComponent("StrataCore.swiftmodule").path) ? folder : nil
    }()

    /// Compiles a text, with the elements above unless told otherwise.
    static func compile(_ body: String, preamble: String = elements) throws -> (status: Int32, errors: String) {
        try withFolder { folder in
            let file = folder.appending(path: "snippet.swift")
            try (preamble + body).write(to: file, atomically: true, encoding: .utf8)
            return try compile(files: [file.path])
        }
    }

    /// Compiles sources outside the package against the built modules: what is not public does not exist for them.
    static func compile(files: [String]) throws -> (status: Int32, errors: String) {
        let modules = try #require(modules, "the test product stands beside its modules")
        let arguments = [
            "swiftc", "-frontend", "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-diagnostic-style", "llvm", "-module-name",
            "Snippet", "-enable-upcoming-feature", "NonisolatedNonsendingByDefault", "-enable-upcoming-feature", "ExistentialAny", "-I",
            modules.path,
        ]
        let result = try Program.run(URL(filePath: "/usr/bin/env"), arguments + files)
        return (result.status, result.output)
    }

    /// Wrong orders in the branches of a stack, in a preset, and other ways to get there.
    @Test func wrongOrdersInBranches() throws {
        let wrong: [(String, String)] = [
            ("func f(_ on: Bool) -> CustomBinding { CustomBinding { Code(); if on { Audit() }; Wire() } }", "stand above the encoding"),
            (
                "func f(_ on: Bool) -> CustomBinding { CustomBinding { if on { Upgrade() }; Audit(); Code(); Wire() } }",
                "above stream upgrades"
            ),
            ("func f() -> CustomBinding { CustomBinding { Code(); for _ in 0..<2 { Audit() }; Wire() } }", "stand above the encoding"),
            (
                "func f(_ on: Bool) -> CustomBinding { CustomBinding { if on { Code() } else { Code(); Code() }; Wire() } }",
                "exactly one encoding"
            ),
            ("struct P: Binding { var stack: BindingStack { Code(); Wire(); Knob() } }", "nothing may follow the transport"),
            ("struct P: Binding { var stack: BindingStack { Audit(); Wire() } }", "add an encoding element above the transport"),
        ]
        // One run for all of them: each line has its own error.
        let result = try CompileFailTests.compile(
            wrong.enumerated().map { index, line in "enum E\(index) { " + line.0.replacing("func f", with: "static func f") + " }" }
                .joined(separator: "\n"))
        let first = CompileFailTests.elements.split(separator: "\n", omittingEmptySubsequences: false).count
        for (index, line) in wrong.enumerated() {
            let errors = result.errors.split(separator: "\n").filter {
                $0.contains("snippet.swift:\(first + index):") && $0.contains("error:")
            }
            #expect(errors.contains { $0.contains(line.1) }, "\(line.0)\n\(result.errors)")
        }
    }

    @Test func rightOrderCompiles() throws {
        let result = try CompileFailTests.compile(
            """
            func right() -> CustomBinding { CustomBinding { Knob(); Audit(); Knob(); Upgrade(); Code(); Knob(); Wire() } }
            func least() -> CustomBinding { CustomBinding { Code(); Wire() } }
            """)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(arguments: cases) func wrongOrder(_ wrong: Case) throws {
        let result = try CompileFailTests.compile("func wrong() -> CustomBinding { CustomBinding { \(wrong.stack) } }\n")
        #expect(result.status != 0)
        let errors = result.errors.split(separator: "\n").filter { $0.contains("error:") }
        #expect(errors.contains { $0.contains(wrong.message) }, "\(result.errors)")
    }
}
