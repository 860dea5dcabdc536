namespace Kif.Models.Backbones;

/// <summary>Parses names of devices.</summary>
public static class TorchDevice
{
    /// <summary>Parses the name of a device: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The name is another one.</exception>
    public static Device Parse(string name)
    {
        if (name == "cpu") return torch.CPU;
        if (name == "cuda") return new Device(DeviceType.CUDA, 0);
        return name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out int index) && index >= 0
            ? new Device(DeviceType.CUDA, index)
            : throw new ArgumentException($"a device is 'cpu', 'cuda' or 'cuda:<number>', not '{name}'", nameof(name));
    }
}
