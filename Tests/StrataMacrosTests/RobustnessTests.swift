import Foundation
import Testing

@testable import PluginWire
@testable import MacroExpansion

/// A plugin that dies costs the user every expansion of the file, and the reason.
@Suite("Robustness of the macros")
struct RobustnessTests {
    private static let samples: [(macro: String, role: ExpansionRequest.Role, text: String)] = [
        (
            "DataContractMacro", .extension,
            """
            @DataContract(name: "é", namespace: N.a, knownTypes: [A.self]) public struct S<T: P>: Q where T: R {
                @BaseContract var base: B
                @DataMember(name: "a b", order: 1, isRequired: true, emitsDefault: false) var a, b: [String: (Int, b: Array<Int>?)] = [:]
                @IgnoreDataMember let c: Int! = nil; var d = ExtensionData()
            }
            """
        ),
        (
            "DataContractMacro", .extension,
            "@DataContract enum S: Int { @EnumMember(\"x\", value: 2) case a = 1, b; @IgnoreDataMember case c }"
        ),
        ("DataContractMacro", .extension, "@DataContract indirect enum S { case a(A), b(B<[C]>), c(x: D?) }"),
        ("DataContractMacro", .extension, "@DataContract struct S: OptionSet { @EnumMember(\"r\") static let r = S(rawValue: 1 << 0) }"),
        ("CollectionDataContractMacro", .extension, "@CollectionDataContract(itemName: \"i\", keyName: \"k\") struct S { var a: [A: B?] }"),
        (
            "MessageContractMacro", .extension,
            "@MessageContract(isWrapped: true, wrapperName: \"w\") struct S { @MessageHeader(actor: \"a\") var a: A = 1; @MessageBodyMember(order: 1) var b: B }"
        ),
        (
            "ServiceContractMacro", .peer,
            """
            @ServiceContract(name: "I", sessionMode: .required, callback: (any C).self) protocol S: Sendable, M.B {
                @Operation(action: "*", resultName: "r", parameterNames: ["a": "b c"]) @Faults(F.self, action: "x")
                func f(_ a: borrowing Int, to `in`: [A]...) async throws(E) -> (A, b: B?)
                @OneWay func g<T>(m: Message, n: Int) where T: X
            }
            """
        ),
    ]

    @Test func declarationsCutAnywhere() {
        for sample in Self.samples {
            let octets = Array(sample.text.utf8)
            for cut in 0...octets.count {
                let hole = octets[..<cut] + octets[min(cut + 1, octets.count)...]
                for part in [octets[..<cut], octets[cut...], hole] {
                    _ = expand(sample.macro, sample.role, String(decoding: part, as: UTF8.self)).json
                }
            }
        }
    }

    /// Whatever declaration there is in this package, every macro answers when it stands on it.
    @Test func everyMacroOnEveryDeclaration() throws {
        let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        var count = 0
        for file in (found?.compactMap { $0 as? URL } ?? []) where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: #/(?m)^(?:\w+ )*(?:struct|enum|protocol|class|actor|extension) /#) {
                let rest = String(text[match.range.lowerBound...])
                for macro in ["DataContractMacro", "CollectionDataContractMacro", "MessageContractMacro"] {
                    count += expand(macro, .extension, rest).diagnostics.count
                }
                for role in [ExpansionRequest.Role.peer, .extension] {
                    count += expand("ServiceContractMacro", role, rest).diagnostics.count
                }
            }
        }
        #expect(count > 1000)
    }
}
