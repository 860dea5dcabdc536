namespace Kif.Models.Backbones;

/// <summary>Builds a backbone; rejects an invalid configuration before it touches weights.</summary>
/// <param name="files">Configuration and weights.</param>
/// <param name="device">The device of the weights.</param>
/// <param name="dtype">The type of the frozen weights.</param>
/// <exception cref="InvalidDataException">Configuration or weights are invalid; the message names the setting or weight.</exception>
public delegate IBackbone BackboneFactory(BackboneFiles files, Device device, ScalarType dtype);
