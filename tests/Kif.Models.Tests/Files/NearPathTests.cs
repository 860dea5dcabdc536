namespace Kif.Models.Tests.Files;

public sealed class NearPathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_folder_beside_that_has_what_is_wanted_is_named()
    {
        Directory.CreateDirectory(folder["smollm2"]);
        NearPath.Hint(folder["smollm"]).Should().Be($" Did you mean '{folder["smollm2"]}'?");
        NearPath.Hint(folder["smollm"], "config.json").Should().BeEmpty("it holds no such file");
        File.WriteAllText(Path.Combine(folder["smollm2"], "config.json"), "{}");
        NearPath.Hint(folder["smollm"] + "/", "config.json").Should().Be($" Did you mean '{folder["smollm2"]}'?");
    }

    [Fact]
    public void A_file_where_a_folder_is_wanted_is_said()
    {
        File.WriteAllText(folder["model.safetensors"], "");
        NearPath.Hint(folder["model.safetensors"], "config.json").Should().Be(" It is a file, and a folder is wanted.");
        File.WriteAllText(folder["config.json"], "{}");
        NearPath.Hint(folder["model.safetensors"], "config.json").Should().Be($" It is a file; did you mean its folder '{folder.Path}'?");
        NearPath.Hint(folder["model.safetensors/below"]).Should().Be($" '{folder["model.safetensors"]}' is a file, and a folder is wanted.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a\0b")]
    [InlineData("nowhere/at/all")]
    public void Nothing_is_said_of_what_has_nothing_near(string path) => NearPath.Hint(path, "config.json").Should().BeEmpty();

    public void Dispose() => folder.Dispose();
}
