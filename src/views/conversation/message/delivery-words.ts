import type { Delivery } from '../../../model/message.ts';
import { deliveryFailureWords } from '../../i18n/delivery-failure-words.ts';
import { text } from '../../i18n/text.ts';

const sentWords = (twice: 'maybe' | 'yes' | undefined): string => {
  switch (twice) {
    case undefined:
      return text('delivery_sent');
    case 'maybe':
      return text('delivery_sent_maybe_twice');
    case 'yes':
      return text('delivery_sent_twice');
    default:
      return twice satisfies never;
  }
};

/** The delivery of an own message, in words. `online`: whether there is a connection to send it on. */
export const deliveryWords = (delivery: Delivery, online: boolean): string => {
  switch (delivery.type) {
    case 'queued':
      return online ? text('delivery_queued') : text('delivery_queued_offline');
    case 'sending':
      return text('delivery_sending');
    case 'sent':
      return sentWords(delivery.twice);
    case 'unconfirmed':
      return text('delivery_unconfirmed');
    case 'failed':
      return deliveryFailureWords(delivery.reason);
    default:
      return delivery satisfies never;
  }
};
