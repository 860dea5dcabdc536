using System.Text;
using static Kif.Models.Tests.Safetensors.SafetensorsBytes;

namespace Kif.Models.Tests.Safetensors;

public class SafetensorsHeaderTests
{
    private const int DataLength = 16;

    [Theory]
    [InlineData("""{}""", 0)]
    [InlineData("""{}      """, 0)]
    [InlineData("""{"__metadata__":{"format":"pt"}}""", 0)]
    [InlineData("""{"__metadata__":null}""", 0)]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","more":1,"shape":[1],"strides":[1],"of":{"quantization":{"bits":[4]}},"data_offsets":[0,4],"less":null}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]},"b":{"data_offsets":[0,8],"shape":[1],"dtype":"I64"}}""", 8)]
    [InlineData("""{"b":{"dtype":"BF16","shape":[2],"data_offsets":[3,7]},"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", 7)]
    public void What_the_format_allows_is_read(string json, int dataLength) =>
        FluentActions.Invoking(() => Parse(json, dataLength)).Should().NotThrow();

    [Fact]
    public void Types_shapes_positions_and_texts_are_read()
    {
        SafetensorsHeader header = Parse(
            $$$"""{"__metadata__":{"k":"v"},{{{Entry("é", "I32", "[1,2]", "[0,8]")}}},{{{Entry("b", "F16", "[2,2]", "[8,16]")}}}}""", DataLength);

        header.Metadata.Should().Equal(new Dictionary<string, string> { ["k"] = "v" });
        header.Tensors["é"].Should().BeEquivalentTo(new { Type = torch.ScalarType.Int32, Shape = new[] { 1L, 2 }, ByteCount = 8L });
        header.Tensors["b"].Type.Should().Be(torch.ScalarType.Float16);
        (header.Tensors["b"].Position - header.Tensors["é"].Position).Should().Be(8);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "", "*no safetensors file*" },
        { "[]", "*no safetensors file*" },
        { " {}", "*no safetensors file*" },
        { "{", "*damaged*" },
        { "{}x", "*damaged*the header*" },
        { """{"a":3}""", "*'a'*an object was due*" },
        { """{"a":{}}""", "*'a'*needs a dtype*" },
        { "{" + Entry("a", "F32", "[4]", "[0,16]") + "," + Entry("a", "F32", "[4]", "[0,16]") + "}", "*'a'*twice*" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "*'a'*'dtype'*twice*" },
        { """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16],"shape":[4]}}""", "*'a'*'shape'*twice*" },
        { "{" + Entry("a", "F8_E4M3", "[16]", "[0,16]") + "}", "*'a'*F8_E4M3*supported: I64*" },
        { "{" + Entry("a", "F32", "[3]", "[0,16]") + "}", "*'a'*shape [3] of F32 takes 12 bytes*16*" },
        { "{" + Entry("a", "F32", "[-4]", "[0,16]") + "}", "*'a'*whole numbers*" },
        { "{" + Entry("a", "F32", "[4.0]", "[0,16]") + "}", "*'a'*whole numbers*" },
        { "{" + Entry("a", "F32", "[1e1]", "[0,16]") + "}", "*'a'*whole numbers*" },
        { "{" + Entry("a", "F32", "[\"4\"]", "[0,16]") + "}", "*'a'*whole numbers*" },
        { "{" + Entry("a", "F32", "[4]", "[0,16,16]") + "}", "*'a'*more than 2*" },
        { "{" + Entry("a", "F32", "[4]", "[16]") + "}", "*'a'*two data_offsets*" },
        { "{" + Entry("a", "F32", "[4]", "[16,0]") + "}", "*'a'*data_offsets are [16, 0]*" },
        { "{" + Entry("a", "F32", "[5]", "[0,20]") + "}", "*'a'*[0, 20] in 16 bytes*" },
        { "{" + Entry("a", "F32", "[4611686018427387904,4]", "[0,16]") + "}", "*'a'*" },
        { "{" + Entry("a", "F32", "[9223372036854775808]", "[0,16]") + "}", "*'a'*whole numbers*" },
        { "{" + Entry("a", "F32", "[" + string.Join(",", Enumerable.Repeat("1", 65)) + "]", "[0,4]") + "}", "*'a'*more than 64*" },
        { "{" + Entry("a", "F32", "[[4]]", "[0,16]") + "}", "*'a'*" },
        { "{" + Entry("a", "F32", "[2]", "[0,8]") + "}", "*the end*fill 8 of 16*" },
        { "{" + Entry("a", "F32", "[2]", "[8,16]") + "}", "*'a'*begin at byte 8, where 0 was due*" },
        { "{" + Entry("a", "F32", "[2]", "[0,8]") + "," + Entry("b", "F32", "[3]", "[4,16]") + "}", "*'b'*begin at byte 4, where 8*" },
        { """{"__metadata__":{"a":1}}""", "*__metadata__*a text was due*" },
        { """{"__metadata__":{"a":"1","a":"2"}}""", "*'a' is there twice*" },
        { """{"__metadata__":{},"__metadata__":{}}""", "*__metadata__*twice*" },
        { """{"a\ud800":{}}""", "*damaged*" },
        { "{" + Entry("a", "F32", "[0,4611686018427387904,4]", "[0,0]") + "}", "*'a'*overflow*" },
        { "{" + Entry("a", "F32", "[4611686018427387904,4,0]", "[0,0]") + "}", "*'a'*overflow*" },
        { "{" + Entry("a", "F32", "[4]", "[-16,0]") + "}", "*'a'*whole numbers*" },
        { "{" + Entry("a", "F32", "[4]", "[0,9223372036854775807]") + "}", "*'a'*in 16 bytes*" },
        { "{" + Entry("\\u001b[2J", "F32", "[3]", "[0,16]") + "}", "*at '\\u001b[2J'*" },
        { "{" + Entry("a", "\\u0007", "[4]", "[0,16]") + "}", "*its dtype is '\\u0007'*" },
        { "{" + Entry(new string('x', 5000), "F32", "[3]", "[0,16]") + "}", "*at 'xxx*xxx…'*" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Anything_else_is_refused_with_file_and_tensor_named(string json, string message) =>
        FluentActions.Invoking(() => Parse(json, DataLength)).Should().Throw<InvalidDataException>().WithMessage(message).WithMessage("*'some.safetensors'*");

    [Fact]
    public void A_text_that_is_not_UTF8_is_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"name":{}}""");
        json[3] = 0xff;

        FluentActions.Invoking(() => SafetensorsHeader.Parse(json, 0, "f")).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Headers_of_too_many_tensors_are_refused_before_they_fill_the_memory()
    {
        var json = new StringBuilder("{");
        for (int i = 0; i <= SafetensorsHeader.MaxTensors; i++) json.Append(i == 0 ? "" : ",").Append(Entry($"{i}", "U8", "[0]", "[0,0]"));

        FluentActions.Invoking(() => Parse(json.Append('}').ToString(), 0)).Should().Throw<InvalidDataException>().WithMessage("*more than 500000 tensors*");
    }

    private static SafetensorsHeader Parse(string json, long dataLength) =>
        SafetensorsHeader.Parse(Encoding.UTF8.GetBytes(json), dataLength, "some.safetensors");
}
