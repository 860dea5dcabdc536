using System.Text;

namespace Kif.Models.Tests.Files;

public sealed class JsonFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_byte_order_mark_is_left_out() =>
        Read([.. Encoding.UTF8.Preamble, .. "{\"a\":1}"u8]).GetProperty("a").GetInt32().Should().Be(1);

    [Fact]
    public void Numbers_that_Python_writes_and_JSON_lacks_are_texts_so_that_only_who_needs_them_minds()
    {
        System.Text.Json.JsonElement read = Read([.. """{"a": NaN, "b": [Infinity, -Infinity], "c": "x NaN \" Infinity", "d": 1}"""u8]);

        read.GetRawText().Should().Be("""{"a": "NaN", "b": ["Infinity", "-Infinity"], "c": "x NaN \" Infinity", "d": 1}""");
        ConfigFile file = ConfigFile.Read(folder["f.json"]);
        file.Int("d").Should().Be(1);
        file.Invoking(f => f.Double("a")).Should().Throw<InvalidDataException>().WithMessage("*a is \"NaN\"; allowed: a finite number.");
    }

    public static TheoryData<byte[], string> Wrong => new()
    {
        { [], "not valid JSON" },
        { [.. "{\"a\":1,}"u8], "trailing comma" },
        { [.. "{\"a\":1 // x\n}"u8], "'/' is invalid" },
        { [.. "{\"a\":infinity}"u8], "not valid JSON at line 1, byte 6: 'i' is an invalid start" },
        { [.. "{\"a\":NaN,\n\"b\":nan}"u8], "not valid JSON at line 2, byte 6" },
        { [.. "{\"a\":{\"b\":1,\"b\":1}}"u8], "'b'" },
        { [.. "{\"a\":\""u8, 0xC3, .. "\"}"u8], "not UTF-8" },
        { Encoding.Unicode.GetBytes("{}"), "not valid JSON" },
        { [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{}")], "not UTF-8" },
        { [.. "{\"a\\ud800\":1}"u8], "not valid JSON" },
        { [.. "{\"a\":"u8, .. Enumerable.Repeat((byte)'[', 100_000)], "depth" },
        { [.. "[1]"u8], "a JSON object is expected, not Array" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_no_sound_JSON_object_is_refused_by_file(byte[] content, string message) =>
        FluentActions.Invoking(() => Read(content)).Should().Throw<InvalidDataException>().WithMessage($"'{folder["f.json"]}': *{message}*");

    [Fact]
    public void Keys_of_a_hostile_file_reach_no_terminal_raw()
    {
        string key = "\\u001b[2J" + new string('x', 5000);

        var message = FluentActions.Invoking(() => Read(Encoding.UTF8.GetBytes($"{{\"{key}\":1,\"{key}\":2}}"))).Should()
            .Throw<InvalidDataException>().Which.Message;
        message.Should().NotContain("\u001b");
        message.Length.Should().BeLessThan(folder.Path.Length + 300);
    }

    private System.Text.Json.JsonElement Read(byte[] content)
    {
        File.WriteAllBytes(folder["f.json"], content);
        return JsonFile.ReadObject(folder["f.json"]);
    }
}
