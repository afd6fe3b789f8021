// Identifiers nobody else uses: tests of one process share a world and must not meet.
import { randomInt, randomUUID } from "node:crypto";

/** A fresh communication user, as the SDK takes it. */
export function user() {
  return { communicationUserId: `8:acs:${randomUUID()}_${randomUUID()}` };
}

/** What the raw ids begin with that the app of a subscribed world stands behind. */
export const appPrefix = "8:acs:app-";

/** A fresh communication user whose calls are announced to the app. */
export function appUser() {
  return { communicationUserId: `${appPrefix}${randomUUID()}` };
}

/** A fresh phone number, as the SDK takes it. */
export function phone() {
  return { phoneNumber: `+1604${randomInt(1_000_000, 10_000_000)}` };
}

/** The raw id of an identifier of the SDK. */
export function rawId(identifier) {
  return identifier.communicationUserId ?? `4:${identifier.phoneNumber}`;
}

/** The same identifier in the form of the wire. */
export function wire(identifier) {
  return identifier.communicationUserId
    ? { rawId: rawId(identifier), kind: "communicationUser", communicationUser: { id: identifier.communicationUserId } }
    : { rawId: rawId(identifier), kind: "phoneNumber", phoneNumber: { value: identifier.phoneNumber } };
}
