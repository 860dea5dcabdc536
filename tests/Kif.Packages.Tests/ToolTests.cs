namespace Kif.Packages.Tests;

public sealed class ToolTests(Newcomer newcomer) : IClassFixture<Newcomer>
{
    [Fact]
    public void The_tool_carries_libtorch_in_a_folder_of_its_own_and_nothing_that_no_program_loads()
    {
        Packed.Files("Kif.Cli").Should().Equal("README.md", "tools/any/any/DotnetToolSettings.xml");
        string[] files = Packed.Files("Kif.Cli.linux-x64");
        files.Where(f => f.Contains(".so")).Select(f => f["tools/net10.0/linux-x64/".Length..]).Should().Equal(
            "ParquetSharpNative.so", "libLibTorchSharp.so", "libSkiaSharp.so", "libtorch/libc10.so", "libtorch/libgomp-98b21ff3.so.1", "libtorch/libtorch.so",
            "libtorch/libtorch_cpu.so", "libtorch/libtorch_global_deps.so");
        files.Should().Contain("tools/net10.0/linux-x64/kif.pdb");
    }

    [Fact]
    public async Task The_installed_tool_lists_and_compares()
    {
        (await Shell.MustRunAsync(newcomer.Folder, newcomer.Kif, "list")).Should().MatchRegex(@"(?m)^  kif-lora +\S");
        string table = await Shell.MustRunAsync(newcomer.Folder, newcomer.Kif, "compare", "--strategies", "seq-lora,kif-lora", "--order", "place,time",
            "--train-limit", "16", "--test-limit", "8");
        table.Should().MatchRegex(@"(?m)^ seq-lora +\d").And.MatchRegex(@"(?m)^ kif-lora +\d");
    }

    [Fact]
    public async Task A_strategy_made_from_the_template_builds_without_warnings_keeps_every_promise_and_is_compared_as_a_plug_in()
    {
        string folder = await newcomer.NewAsync("kif-strategy", "Acme.SlowPull");
        (await Shell.MustRunAsync(folder, "dotnet", "build", "-warnaserror")).Should().Contain("0 Warning(s)");
        string tests = await Shell.MustRunAsync(folder, "dotnet", "test", "--no-build");
        tests.Should().MatchRegex(@"(?m)^ *failed: 0").And.MatchRegex(@"(?m)^ *succeeded: [2-9]\d");

        string plugin = Path.Combine(folder, "Acme.SlowPull", "bin", "Debug", "net10.0", "Acme.SlowPull.dll");
        string name = (await Shell.MustRunAsync(folder, newcomer.Kif, "list", "--plugin", plugin)).Split('\n')
            .Single(l => l.Contains("a quadratic penalty on the distance from the weights after the previous task")).Trim().Split(' ')[0];
        name.Should().Be("acme-slow-pull");
        string table = await Shell.MustRunAsync(folder, newcomer.Kif, "compare", "--plugin", plugin, "--strategies", $"{name},kif-lora,ewc", "--set",
            $"{name}.lambda=2", "--order", "place,time", "--train-limit", "16", "--test-limit", "8");
        table.Should().MatchRegex($@"(?m)^ {name} +\d").And.MatchRegex(@"(?m)^ ewc +\d");
    }

    [Fact]
    public async Task An_experiment_made_from_the_template_builds_without_warnings_and_compares_by_its_settings_file()
    {
        string folder = await newcomer.NewAsync("kif-experiment", "Trial");
        (await Shell.MustRunAsync(folder, "dotnet", "build", "-warnaserror")).Should().Contain("0 Warning(s)");
        File.WriteAllText(Path.Combine(folder, "small.json"),
            """{ "strategies": ["seq-lora", "l2"], "set": ["l2.lambda=1"], "trainLimit": 8, "testLimit": 4, "out": "runs/small" }""");
        string table = await Shell.MustRunAsync(folder, "dotnet", "run", "--no-build", "small.json");
        table.Should().MatchRegex(@"(?m)^seq-lora +\d").And.MatchRegex(@"(?m)^l2 +\d");
        Directory.GetFiles(Path.Combine(folder, "runs", "small"), "*", SearchOption.AllDirectories).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Samples_of_a_third_party_work_as_plug_ins_of_the_installed_tool()
    {
        string samples = Environment.GetEnvironmentVariable("KIF_SAMPLES")!, bin = Path.Combine("bin", "Debug", "net10.0");
        string Plugin(string name) => Path.Combine(samples, name, bin, name + ".dll");
        string data = Path.Combine(newcomer.Folder, "tasks.tsv");
        File.WriteAllLines(data, from task in new[] { "colours", "sizes" } from kind in new[]
            { "train", "test" } from i in Enumerable.Range(0, 8) select $"{task}\t{kind}\tthe {task} of thing {i}\t{(i % 2 == 0 ? "red" : "big")}");
        string table = await Shell.MustRunAsync(newcomer.Folder, newcomer.Kif, "compare", "--plugin", Plugin("ThirdParty.Strategy"), "--plugin",
            Plugin("ThirdParty.Parts"),
            "--data", data, "--strategies", "slow-weights,kif-lora", "--metric", "token-f1", "--epochs", "1",
            "--set", "kif-lora.decompose=output-rows", "--set", "kif-lora.estimate=movement", "--set", "kif-lora.fuse=share", "--set",
            "kif-lora.fuse.sharpness=2");
        table.Should().MatchRegex(@"(?m)^ slow-weights +\d").And.MatchRegex(@"(?m)^ kif-lora +\d");
        (await Shell.MustRunAsync(newcomer.Folder, newcomer.Kif, "list", "--plugin", Plugin("ThirdParty.GptNeoX"))).Should().MatchRegex(@"(?m)^  gpt_neox +\S");
    }
}
