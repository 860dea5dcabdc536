using System.Runtime.Versioning;

namespace Kif.Models.Tests.Native;

[SupportedOSPlatform("linux")]
public sealed class BridgeLoaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public BridgeLoaderTests() => File.WriteAllText(folder["file"], "");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_unusable_place_falls_to_the_next()
    {
        SkipWhereNothingIsToDo();

        (IntPtr handle, string path) = TorchSharpNativeLoader.Load(LibtorchFolders.Current, [Path.Combine(folder["file"], "a"), folder["b"]]);

        handle.Should().NotBe(IntPtr.Zero);
        path.Should().StartWith(folder["b"]);
    }

    [Fact]
    public void Without_a_usable_place_the_loaders_reason_is_told()
    {
        SkipWhereNothingIsToDo();

        FluentActions.Invoking(() => TorchSharpNativeLoader.Load(LibtorchFolders.Current, [Path.Combine(folder["file"], "a")]))
            .Should().Throw<DllNotFoundException>().WithMessage("*GLIBCXX_*" + folder["file"] + "*");
    }

    [Fact]
    public void Without_the_library_its_name_is_told() =>
        FluentActions.Invoking(() => TorchSharpNativeLoader.Load(new LibtorchFolders(null, [folder.Path]), []))
            .Should().Throw<DllNotFoundException>().WithMessage("no libLibTorchSharp.so beside the program");

    private static void SkipWhereNothingIsToDo()
    {
        NativeTorch.EnsureLoaded();
        Assert.SkipWhen(NativeTorch.Outcome is null, "this system's libstdc++ is new enough");
    }
}
