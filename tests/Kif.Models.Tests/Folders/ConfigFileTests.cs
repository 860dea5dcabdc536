namespace Kif.Models.Tests.Folders;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Settings_are_read_by_type()
    {
        ConfigFile config = Read("""{"i":64,"d":1e-6,"b":true,"s":"gelu","n":null,"l":[1,2],"t":["a","b"],"o":{"factor":8,"deep":{"x":1}}}""");

        config.Int("i").Should().Be(64);
        config.Double("d").Should().Be(1e-6);
        config.Double("i").Should().Be(64);
        config.Bool("b").Should().BeTrue();
        config.String("s").Should().Be("gelu");
        config.Ints("l").Should().Equal(1, 2);
        config.Ints("i").Should().Equal(64);
        config.Strings("t").Should().Equal("a", "b");
        config.Section("o")!.Section("deep")!.Int("x").Should().Be(1);
        config.Has("i").Should().BeTrue();
    }

    [Theory]
    [InlineData("n")]
    [InlineData("missing")]
    public void What_is_missing_or_null_takes_the_default(string name)
    {
        ConfigFile config = Read("""{"n":null}""");

        config.Has(name).Should().BeFalse();
        config.Int(name, 3).Should().Be(3);
        config.Double(name, 0.5).Should().Be(0.5);
        config.Bool(name, true).Should().BeTrue();
        config.String(name, "x").Should().Be("x");
        config.Ints(name).Should().BeEmpty();
        config.Strings(name).Should().BeEmpty();
        config.Section(name).Should().BeNull();
        config.Invoking(c => c.Int(name)).Should().Throw<InvalidDataException>().WithMessage($"*config.json'*{name} is {(name == "n" ? "null; allowed: a value" : "missing")}*");
    }

    public static TheoryData<Action<ConfigFile>, string> Wrong => new()
    {
        { c => c.Int("s"), "*: s is \"text\"; allowed: a whole number of 32 bits." },
        { c => c.Int("d", 1), "*: d is 1.5; allowed: a whole number*" },
        { c => c.Int("big"), "*: big is 3000000000; *" },
        { c => c.Double("s"), "*: s is \"text\"; allowed: a finite number." },
        { c => c.Double("huge"), "*: huge is 1e999; *" },
        { c => c.Bool("d"), "*: d is 1.5; allowed: true or false." },
        { c => c.String("d", null), "*: d is 1.5; allowed: a text." },
        { c => c.Ints("mixed"), "*: mixed is \"x\"; *" },
        { c => c.Strings("s"), "*: s is \"text\"; allowed: a list of texts." },
        { c => c.Section("d"), "*: d is 1.5; allowed: an object." },
        { c => c.Section("o")!.Int("y"), "*: o.y is missing. Nearest: 'x'." },
        { c => throw c.Refuse("s", "one of 'a', 'b'"), "*: s is \"text\"; allowed: one of 'a', 'b'." },
        { c => c.String("broken"), "*: broken is \"*; allowed: a text in valid Unicode." },
        { c => throw c.Refuse("gone", "1"), "*: gone is missing; allowed: 1." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Another_type_is_refused_with_file_setting_and_value(Action<ConfigFile> use, string message)
    {
        ConfigFile config = Read("""{"s":"text","d":1.5,"big":3000000000,"huge":1e999,"mixed":[1,"x"],"broken":"\ud800","o":{"x":1}}""");

        config.Invoking(use).Should().Throw<InvalidDataException>().WithMessage(message).WithMessage($"*'{folder["config.json"]}'*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":nan}""")]
    [InlineData("""{"a\ud800":1,"b":2}""")]
    public void What_is_no_JSON_object_is_refused(string text) =>
        FluentActions.Invoking(() => Read(text)).Should().Throw<InvalidDataException>().WithMessage($"*'{folder["config.json"]}'*");

    [Fact]
    public void Deep_nesting_is_refused() =>
        FluentActions.Invoking(() => Read("{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}")).Should().Throw<InvalidDataException>();

    private ConfigFile Read(string json)
    {
        File.WriteAllText(folder["config.json"], json);
        return ConfigFile.Read(folder["config.json"]);
    }
}
