namespace Kif.Models.Tests.Native;

public class NativeTorchTests
{
    [Fact]
    public void Torch_computes_however_often_it_is_registered()
    {
        NativeTorch.Register();
        NativeTorch.EnsureLoaded();
        using Tensor sum = torch.ones(2, 3).sum();

        sum.item<float>().Should().Be(6);
    }

    [Fact]
    public void The_outcome_is_empty_or_names_the_copy()
    {
        NativeTorch.EnsureLoaded();

        if (NativeTorch.Outcome is { } outcome)
        {
            outcome.Should().StartWith("patched copy: ");
            File.Exists(outcome["patched copy: ".Length..]).Should().BeTrue();
        }
    }

    [Fact]
    public void Nothing_is_copied_beside_the_program()
    {
        NativeTorch.EnsureLoaded();

        Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")).Should().BeFalse();
    }
}
