using static Kif.Models.Tests.Safetensors.SafetensorsBytes;
using static TorchSharp.torch;

namespace Kif.Models.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    public static TheoryData<ScalarType> Types =>
        [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8,
        ScalarType.Byte, ScalarType.Bool];

    /// <summary>Sizes from which a file is mapped: all are, or none.</summary>
    public static TheoryData<long> MappedOrRead => [0, long.MaxValue];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_comes_back_as_it_was_written(ScalarType type)
    {
        ComesBack(type, mapFrom: 0);
        ComesBack(type, mapFrom: long.MaxValue);
    }

    private void ComesBack(ScalarType type, long mapFrom)
    {
        Tensor value = tensor(new[] { 0.0, 1, 2.5, -3, 100, 7 }).reshape(2, 3).to(type);
        SafetensorsWriter.Write(folder["f"], [("value", value), ("scalar", value[0, 1]), ("none", empty([0, 4], type))]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"], mapFrom);

        file.Names.Should().Equal("none", "scalar", "value");
        file.Info("value").Should().BeEquivalentTo(new { Type = type, Shape = new[] { 2L, 3 } });
        Same(file.Load("value"), value);
        Same(file.Load("scalar"), value[0, 1]);
        file.Load("none").shape.Should().Equal(0, 4);
    }

    [Theory]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16)]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(ScalarType.Float16, ScalarType.Float64)]
    public void A_type_may_be_wanted(ScalarType stored, ScalarType wanted)
    {
        Tensor value = randn(5, 5).to(stored);
        SafetensorsWriter.Write(folder["f"], [("x", value)]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"]);

        Same(file.Load("x", wanted, CPU), value.to(wanted));
    }

    [Theory]
    [MemberData(nameof(MappedOrRead))]
    public void Data_off_the_multiple_of_their_element_are_read(long mapFrom)
    {
        string header = "{" + Entry("odd", "U8", "[3]", "[0,3]") + "," + Entry("x", "F32", "[2]", "[3,11]") + "}";
        byte[] floats = [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)];
        File.WriteAllBytes(folder["f"], SafetensorsBytes.Whole(header, [7, 8, 9, .. floats]));
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"], mapFrom);

        MappedTensors.CanMap(file.Info("x")).Should().Be((8 + header.Length + 3) % 4 == 0);
        file.Load("x").data<float>().ToArray().Should().Equal(1.5f, -2f);
        file.Load("odd").data<byte>().ToArray().Should().Equal(7, 8, 9);
    }

    [Theory]
    [MemberData(nameof(MappedOrRead))]
    public void All_bytes_but_zero_are_true(long mapFrom)
    {
        File.WriteAllBytes(folder["f"], SafetensorsBytes.Whole("{" + Entry("x", "BOOL", "[3]", "[0,3]") + "}", [0, 1, 200]));
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"], mapFrom);

        file.Load("x").bytes.ToArray().Should().Equal(0, 1, 1);
    }

    [Theory]
    [MemberData(nameof(MappedOrRead))]
    public void A_tensor_outlives_its_file_and_writing_into_it_leaves_the_file_alone(long mapFrom)
    {
        SafetensorsWriter.Write(folder["f"], [("x", ones(1000))]);
        byte[] before = File.ReadAllBytes(folder["f"]);
        SafetensorsFile file = SafetensorsFile.Open(folder["f"], mapFrom);
        Tensor loaded = file.Load("x");
        file.Dispose();
        File.Delete(folder["f"]);
        File.WriteAllBytes(folder["f"], before);

        loaded.sum().item<float>().Should().Be(1000);
        loaded.add_(1);
        loaded.sum().item<float>().Should().Be(2000);
        File.ReadAllBytes(folder["f"]).Should().Equal(before);
        file.Invoking(f => f.Load("x")).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void A_file_survives_the_scope_it_was_first_read_in_and_leaves_no_tensor_behind()
    {
        SafetensorsWriter.Write(folder["f"], [("x", ones(8)), ("y", ones(8).to(ScalarType.BFloat16))]);
        long before = Live;
        using (SafetensorsFile file = SafetensorsFile.Open(folder["f"], mapFrom: 0))
        {
            for (int i = 0; i < 3; i++)
            {
                using DisposeScope inner = NewDisposeScope();
                file.Load("x").sum().item<float>().Should().Be(8);
                file.Load("y", ScalarType.Float32).sum().item<float>().Should().Be(8);
            }
            (Live - before).Should().Be(2, "one mapping for each type stays");
        }
        Live.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(MappedOrRead))]
    public void A_file_that_became_shorter_is_refused_by_name(long mapFrom)
    {
        SafetensorsWriter.Write(folder["f"], [("a", ones(8)), ("b", ones(8))]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"], mapFrom);
        using (FileStream cut = new(folder["f"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) cut.SetLength(cut.Length - 4);

        file.Invoking(f => f.Load("b")).Should().Throw<EndOfStreamException>().WithMessage($"'{folder["f"]}' has become shorter*");
    }

    [Theory]
    [MemberData(nameof(MappedOrRead))]
    public void A_file_that_was_replaced_gives_what_was_opened(long mapFrom)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a mapping is made by the file's name");
        SafetensorsWriter.Write(folder["f"], [("a", ones(8))]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"], mapFrom);
        SafetensorsWriter.Write(folder["f"], [("a", zeros(8))]);

        file.Load("a").sum().item<float>().Should().Be(8);
    }

    [Fact]
    public void A_tensor_larger_than_the_memory_is_refused()
    {
        const long count = 1L << 39;
        string header = "{" + Entry("huge", "F32", $"[{count}]", $"[0,{4 * count}]") + "}";
        File.WriteAllBytes(folder["f"], SafetensorsBytes.Whole(header, []));
        try
        {
            using FileStream sparse = new(folder["f"], FileMode.Open);
            sparse.SetLength(sparse.Length + 4 * count);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException) { Assert.Skip("files cannot have holes of 2 TiB here"); }
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"], long.MaxValue);

        file.Invoking(f => f.Load("huge")).Should().Throw<InvalidDataException>().WithMessage($"'{folder["f"]}': 'huge' of {4 * count} bytes*");
    }

    [Fact]
    public void A_missing_name_gets_the_nearest()
    {
        SafetensorsWriter.Write(folder["f"], [("encoder.weight", ones(1)), ("decoder.weight", ones(1))]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["f"]);

        file.Contains("encoder.wight").Should().BeFalse();
        file.Invoking(f => f.Load("encoder.wight")).Should().Throw<KeyNotFoundException>().WithMessage("*'encoder.wight'*Nearest: 'encoder.weight'.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    public void Short_files_are_refused(int length)
    {
        File.WriteAllBytes(folder["f"], [.. Enumerable.Repeat((byte)255, length)]);

        FluentActions.Invoking(() => SafetensorsFile.Open(folder["f"])).Should().Throw<InvalidDataException>()
            .WithMessage($"*{folder["f"]}*no safetensors file*");
    }

    [Fact]
    public void A_missing_file_is_told() =>
        FluentActions.Invoking(() => SafetensorsFile.Open(folder["none"])).Should().Throw<FileNotFoundException>();

    private static long Live => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    private static void Same(Tensor seen, Tensor expected)
    {
        seen.dtype.Should().Be(expected.dtype);
        seen.shape.Should().Equal(expected.shape);
        seen.bytes.ToArray().Should().Equal(expected.contiguous().bytes.ToArray());
    }
}
