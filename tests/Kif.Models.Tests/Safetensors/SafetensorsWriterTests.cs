using System.Text;
using Kif.Tests;
using static TorchSharp.torch;

namespace Kif.Models.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Files_of_the_reference_implementation_are_written_alike_to_the_byte()
    {
        string[] files = [.. new[] { "adapters", "models" }.SelectMany(kind => Fixtures.Folders(kind).Select(f => Path.Combine(Fixtures.Root, kind, f)))
            .SelectMany(f => Directory.GetFiles(f, "*.safetensors"))];
        files.Should().NotBeEmpty();
        foreach (string path in files)
        {
            using DisposeScope inner = NewDisposeScope();
            using SafetensorsFile file = SafetensorsFile.Open(path);
            if (file.Metadata.Count > 1) continue; // the reference implementation has no order for them

            SafetensorsWriter.Write(folder["copy"], file.Names.Reverse().Select(n => (n, file.Load(n))), file.Metadata);

            File.ReadAllBytes(folder["copy"]).AsSpan().SequenceEqual(File.ReadAllBytes(path)).Should().BeTrue(path);
        }
    }

    [Fact]
    public void Larger_elements_come_first_so_that_all_can_be_mapped()
    {
        SafetensorsWriter.Write(folder["f"],
            [("a", ones(3).to(ScalarType.Byte)), ("b", ones(3)), ("c", ones(1).to(ScalarType.Float16)), ("d", ones(1).to(ScalarType.Int64))]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"]);

        file.Names.Should().OnlyContain(n => MappedTensors.CanMap(file.Info(n)));
        file.Names.OrderBy(n => file.Info(n).Position).Should().Equal("d", "b", "c", "a");
    }

    [Fact]
    public void Strided_tensors_and_parameters_are_written_in_row_major_order()
    {
        Tensor strided = arange(6, ScalarType.Float32).reshape(2, 3).t();
        var parameter = new TorchSharp.Modules.Parameter(ones(2));
        SafetensorsWriter.Write(folder["f"], new Dictionary<string, Tensor>
            { ["s"] = strided, ["p"] = parameter, ["part"] = arange(10, ScalarType.Int64).narrow(0, 3, 2) });
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"]);

        file.Load("s").data<float>().ToArray().Should().Equal(0, 3, 1, 4, 2, 5);
        file.Load("s").shape.Should().Equal(3, 2);
        file.Load("p").requires_grad.Should().BeFalse();
        file.Load("part").data<long>().ToArray().Should().Equal(3, 4);
    }

    [Fact]
    public void Texts_and_names_in_any_script_come_back()
    {
        var texts = new Dictionary<string, string> { ["größe"] = "日本 \"x\"\\\n", ["a"] = "" };
        SafetensorsWriter.Write(folder["f"], [("名前/\"", ones(1))], texts);
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"]);

        file.Metadata.Should().Equal(texts);
        file.Names.Should().Equal("名前/\"");
        Encoding.UTF8.GetString(File.ReadAllBytes(folder["f"])).Should().Contain("名前");
    }

    [Fact]
    public void What_the_format_cannot_keep_is_refused_and_the_old_file_stays()
    {
        File.WriteAllText(folder["f"], "old");

        Refused([("x", ones(1)), ("x", ones(1))]).WithMessage("*'x'*twice*");
        Refused([("__metadata__", ones(1))]).WithMessage("*__metadata__*");
        Refused([("z", ones(1).to(ScalarType.ComplexFloat32))]).WithMessage("*'z'*ComplexFloat32*F32*");
        File.ReadAllText(folder["f"]).Should().Be("old");
        Directory.GetFiles(folder.Path).Should().ContainSingle();
    }

    [Fact]
    public void A_failure_while_writing_leaves_the_old_file_and_no_rest()
    {
        File.WriteAllText(folder["f"], "old");
        Tensor gone = ones(1);

        FluentActions.Invoking(() => SafetensorsWriter.Write(folder["f"], Items())).Should().Throw<InvalidOperationException>();

        File.ReadAllText(folder["f"]).Should().Be("old");
        Directory.GetFiles(folder.Path).Should().ContainSingle();

        IEnumerable<(string, Tensor)> Items()
        {
            yield return ("x", gone);
            throw new InvalidOperationException("no more");
        }
    }

    [Fact]
    public void Writing_back_to_the_file_that_is_mapped_is_safe()
    {
        SafetensorsWriter.Write(folder["f"], [("x", ones(5000))]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"]);
        Tensor loaded = file.Load("x");

        SafetensorsWriter.Write(folder["f"], [("x", loaded.mul(2))]);

        loaded.sum().item<float>().Should().Be(5000);
        using SafetensorsFile again = SafetensorsFile.Open(folder["f"]);
        again.Load("x").sum().item<float>().Should().Be(10000);
    }

    private FluentAssertions.Specialized.ExceptionAssertions<ArgumentException> Refused(IEnumerable<(string, Tensor)> tensors) =>
        FluentActions.Invoking(() => SafetensorsWriter.Write(folder["f"], tensors)).Should().Throw<ArgumentException>();
}
