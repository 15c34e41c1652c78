import Foundation
import StrataInfoset
import StrataServiceModel
import Testing

/// Names that .NET makes; those with a digest were exported by .NET.
@Suite("Names of contracts")
struct NameTests {
    private let arrays = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
    private let system = "http://schemas.datacontract.org/2004/07/System"

    @Test func collections() {
        #expect([Int32].contractName == ExpandedName("ArrayOfint", namespace: arrays))
        #expect([[String?]?].contractName == ExpandedName("ArrayOfArrayOfstring", namespace: arrays))
        #expect([Int32?].contractName == ExpandedName("ArrayOfNullableOfint", namespace: system))
        #expect([Inner?].contractName == ExpandedName("ArrayOfInner", namespace: "urn:inner"))
        #expect([AnyContractValue].contractName == ExpandedName("ArrayOfanyType", namespace: arrays))
        #expect([Bytes].contractName == ExpandedName("ArrayOfbase64Binary", namespace: arrays))
        #expect([UUID].contractName == ExpandedName("ArrayOfguid", namespace: arrays))
        #expect([Int32: Inner].contractName == ExpandedName("ArrayOfKeyValueOfintInnerqnot0Nux", namespace: arrays))
        #expect([String: Int32].contractName == ExpandedName("ArrayOfKeyValueOfstringint", namespace: arrays))
    }

    @Test func generics() {
        #expect(Box<Int32>.contractName == ExpandedName("BoxOfint", namespace: "urn:v"))
        #expect(Box<Inner>.contractName == ExpandedName("BoxOfInnerHhET9Hm6", namespace: "urn:v"))
        #expect(Two<String, Inner>.contractName == ExpandedName("TwostringAndInner", namespace: "urn:v"))
        #expect(StringIntPair.contractName.localName == "KeyValuePairOfstringint")
        #expect(IntStringTuple.contractName.localName == "TupleOfintstring")
        let pattern = ExpandedName(pattern: "{0}{#}{2}{x", of: [Inner.contractName], namespace: "")
        #expect(pattern.localName == "InnerHhET9Hm6_x007B_2_x007D__x007B_x")
    }

    @Test(arguments: [
        ("with space", "with_x0020_space"), ("1digit", "_x0031_digit"), ("a:b", "a_x003A_b"), ("_x0041_", "_x0041_"), ("é-1.", "é-1."),
        ("<Auto>k__BackingField", "_x003C_Auto_x003E_k__BackingField"), ("", ""), ("😀", "😀"),
    ])
    func charactersThatNoNameMayHave(name: String, encoded: String) {
        #expect(ExpandedName(contract: name, namespace: "").localName == encoded)
    }
}
