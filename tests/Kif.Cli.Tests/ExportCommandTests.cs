using Kif.Tests;

namespace Kif.Cli.Tests;

/// <summary>The command <c>kif export</c>.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-export-").FullName;

    private static string Known => Path.Combine(Fixtures.Root, "gguf", Fixtures.Folders("gguf").First());

    [Fact]
    public async Task An_adapter_and_its_model_are_written()
    {
        string model = Path.Combine(Known, "base"), adapter = Path.Combine(Known, "adapter"), file = Path.Combine(folder, "out.gguf");
        (int code, string output, string error) = await Tool.RunAsync("export", "--gguf", adapter, "--model", model, "--out", file);
        (code, error).Should().Be((0, ""));
        output.Should().StartWith($"{file}: adapter '");
        File.ReadAllBytes(file)[..4].Should().Equal("GGUF"u8.ToArray());
        (code, output, error) = await Tool.RunAsync("export", "--gguf", adapter, "--model", model, "--merged", "--type", "f16", "--out", file);
        (code, error).Should().Be((0, ""));
        output.Should().Contain("model of ").And.Contain(", with adapter '");
    }

    [Fact]
    public async Task What_does_not_fit_together_is_refused()
    {
        string model = Path.Combine(Known, "base"), adapter = Path.Combine(Known, "adapter"), file = Path.Combine(folder, "out.gguf");
        await Refuses(["export", model, "--out", file], "kif export needs the format: --gguf");
        await Refuses(["export", "--gguf", model, "--merged", "--out", file], "--merged is for adapters");
        await Refuses(["export", "--gguf", model, "--type", "q4", "--out", file], "no type is named 'q4'. There are: f32, f16");
        await Refuses(["export", "--gguf", adapter, "--model", model, "--type", "f16", "--out", file], "--type is for models");
        Directory.GetFiles(folder).Should().BeEmpty();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task Refuses(string[] line, string message)
    {
        (int code, _, string error) = await Tool.RunAsync(line);
        code.Should().Be(2);
        error.Should().Contain(message).And.NotContain("   at ");
    }
}
