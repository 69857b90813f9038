// The address of what is on the screen: copied on request, and told to the server for its QR code.

/**
 * @param {{ parentElement: any, data: { label: string },
 *           setStateValue: (name: string, value: string) => void }} mount
 */
export default function ({ parentElement, data, setStateValue }) {
  const button = parentElement.querySelector("button");
  const says = parentElement.querySelector("p");
  button.textContent = data.label;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      says.textContent = "Copied.";
    } catch {
      says.textContent = "The browser does not allow copying here: copy the address above the page.";
    }
  };
  setStateValue("address", window.location.href);
}
